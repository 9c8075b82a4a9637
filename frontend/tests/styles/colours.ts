// The colours of each theme as the style sheet says them, and how well two can be told apart (WCAG 2.2).
import { readFileSync } from 'node:fs';

export type Colours = Record<string, string>;

const SELECTORS = {
  light: ':root {',
  dark: ':root[data-theme="dark"] {',
  attack: ':root[data-theme="attack"] {',
  systemDark: ':root:not([data-theme]) {',
};

export const sheet = readFileSync(new URL('../../src/lib/styles/tokens.css', import.meta.url), 'utf-8');

export function coloursOf(theme: keyof typeof SELECTORS, css = sheet): Colours {
  const block = css.slice(css.indexOf(SELECTORS[theme])).split('}')[0] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((place) => Number.parseInt(colour.slice(place, place + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}
