import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { m } from '#lib/paraglide/messages.js';
import { locales } from '#lib/paraglide/runtime.js';

const FOLDER = join(import.meta.dirname, '../../../messages');
type Messages = Record<string, unknown>;

function read(language: string): Messages {
  return JSON.parse(readFileSync(join(FOLDER, `${language}.json`), 'utf-8')) as Messages;
}

/** The names of the values that a text waits for, however it is written. */
function inputsOf(text: unknown): string[] {
  return [...new Set([...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
}

function differences(one: Messages, other: Messages): string[] {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.filter((key) => !(key in one) || !(key in other) || `${inputsOf(one[key])}` !== `${inputsOf(other[key])}`);
}

const english = read('en');

it('a known message is there in both languages', () => {
  expect(m.mark_free({}, { locale: 'en' })).toBe('No headache');
  expect(m.mark_free({}, { locale: 'de' })).toBe('Kein Kopfschmerz');
});

it('every file of messages/ is a language', () => {
  expect(readdirSync(FOLDER).map((name) => name.replace('.json', ''))).toEqual([...locales].sort());
});

describe.each(locales)('the texts in %s', (language) => {
  const texts = read(language);

  it('are as many as in English, waiting for the same values', () => {
    expect(differences(english, texts)).toEqual([]);
  });

  it('are sorted, so that two people seldom write on the same line', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(texts).sort());
  });

  it('praise nobody and blame nobody', () => {
    expect(JSON.stringify(texts)).not.toMatch(/!|\bmissed\b|you should|verpasst|versäumt/i);
  });
});

it('a missing text and a forgotten value are found', () => {
  expect(differences({ a: 'x', b: '{n} days' }, { b: 'days' })).toEqual(['a', 'b']);
});
