import { describe, expect, it } from 'vitest';
import { coloursOf, contrast, sheet } from './colours.ts';

const THEMES = ['light', 'dark', 'attack'] as const;
const PAPERS = ['bg', 'surface', 'raised'];
// The lowest ratio over the three papers: light, dark, attack.
const ON_PAPERS: [string, number, number, number][] = [
  ['text', 12.9, 11.0, 5.3],
  ['text-2', 6.3, 6.0, 4.8],
  ['accent', 6.8, 7.4, 5.3],
  ['free', 6.8, 7.4, 5.3],
  ['ache', 7.1, 6.6, 5.3],
  ['bar', 7.1, 3.5, 3.2],
  ['inject', 7.1, 7.4, 5.3],
  ['unlogged', 4.8, 5.1, 3.2],
  ['edge', 3.4, 3.4, 3.2],
];
const PAIRS: [string, string, number, number, number][] = [
  ['accent', 'accent-soft', 6.4, 6.4, 5.2],
  ['warn', 'warn-soft', 7.3, 8.9, 5.3],
];
const MARKS = ['bar', 'edge'];

function lowest(name: string, theme: (typeof THEMES)[number]): number {
  const colours = coloursOf(theme);
  return Math.min(...PAPERS.map((paper) => contrast(colours[name]!, colours[paper]!)));
}

const tenths = (ratio: number) => Math.floor(ratio * 10 + 0.5) / 10;

describe.each(THEMES)('the %s theme', (theme) => {
  const place = THEMES.indexOf(theme);

  it.each(ON_PAPERS)('%s can be told from every paper', (name, ...ratios) => {
    expect(tenths(lowest(name, theme))).toBe(ratios[place]);
  });

  it.each(PAIRS)('%s can be read on %s', (name, paper, ...ratios) => {
    const colours = coloursOf(theme);
    expect(tenths(contrast(colours[name]!, colours[paper]!))).toBe(ratios[place]);
  });

  it.each(ON_PAPERS)('%s is as strong as its use asks', (name) => {
    const dim = theme === 'attack' && name === 'unlogged'; // a dash there, never a word
    expect(lowest(name, theme)).toBeGreaterThanOrEqual(MARKS.includes(name) || dim ? 3 : 4.5);
  });

  it('has no pure white', () => {
    expect(Object.values(coloursOf(theme))).not.toContain('#ffffff');
  });
});

it('writing on the filled accent can be read by day', () => {
  const light = coloursOf('light');
  expect(tenths(contrast(light['on-accent']!, light['accent']!))).toBe(7.5);
});

it('what is scanned is dark on light', () => {
  const light = coloursOf('light');
  expect(contrast(light['scanned-ink']!, light['scanned']!)).toBeGreaterThan(12);
});

it('the dark of the system is the dark that is chosen', () => {
  expect(coloursOf('systemDark')).toEqual(coloursOf('dark'));
});

it('every theme has every colour', () => {
  const alone = ['on-accent', 'scanned', 'scanned-ink']; // by day alone, or the same in all
  const names = Object.keys(coloursOf('light')).filter((name) => !alone.includes(name));
  expect(THEMES.map((theme) => names.filter((name) => !(name in coloursOf(theme))))).toEqual([[], [], []]);
});

it('a faint colour is found', () => {
  const faint = coloursOf('light', sheet.replace('--text-2: #4c5652', '--text-2: #aaaaaa'));
  expect(contrast(faint['text-2']!, faint['bg']!)).toBeLessThan(3);
});

it('contrast is the one of the standard', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

const written = import.meta.glob<string>(['../../src/**/*.{svelte,ts,css}', '!**/tokens.css'], { query: '?raw', import: 'default', eager: true });
const setsToken = (text: string): string[] =>
  [...text.matchAll(/(--[a-z0-9-]+)(?=:|', )/g)].map(([name]) => name).filter((name) => name.slice(2) in coloursOf('light'));

it('a colour has its value in tokens.css and nowhere else', () => {
  expect(Object.keys(written).length).toBeGreaterThan(100);
  expect(Object.entries(written).flatMap(([file, text]) => setsToken(text).map((name) => `${file} ${name}`))).toEqual([]);
  expect(setsToken("root.setProperty('--bar', '73px'); .x { --edge: red }")).toEqual(['--bar', '--edge']);
});
