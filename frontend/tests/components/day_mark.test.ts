import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import DayMark, { type Mark } from '#lib/components/DayMark.svelte';

const MARKS: Mark[] = ['free', 'mild', 'moderate', 'severe', 'unsaid', 'unlogged', 'to_come', 'injection', 'injection_due'];
const drawn = (props: { mark: Mark; injection?: 'given' | 'due'; label?: string }) => render(DayMark, { props }).body;
const nameOf = (html: string) => /aria-label="([^"]*)"/.exec(html)?.[1];
const shapeOf = (html: string) => html.replace(/^.*?<svg[^>]*>/s, '');

it('every mark has a name of its own', () => {
  expect(new Set(MARKS.map((mark) => nameOf(drawn({ mark })))).size).toBe(MARKS.length);
});

it('every mark has a form of its own, without colour', () => {
  expect(new Set(MARKS.map((mark) => shapeOf(drawn({ mark })))).size).toBe(MARKS.length);
});

it('an injection on a headache day is said after the headache', () => {
  expect(nameOf(drawn({ mark: 'severe', injection: 'given' }))).toBe('Severe, Injection');
});

it('a mark beside its words is silent', () => {
  const html = drawn({ mark: 'mild', label: '' });
  expect(nameOf(html)).toBeUndefined();
  expect(html).toContain('aria-hidden="true"');
});
