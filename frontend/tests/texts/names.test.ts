import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isolated, pieces, tidied, unturned } from '#lib/names.ts';
import { m } from '#lib/paraglide/messages.js';

const FRONTEND = join(import.meta.dirname, '../..');
const ONLY_HEARD = ['sheet_dose_less', 'sheet_dose_more', 'sheet_relief', 'sheet_take_one']; // labels: order is heard, not seen
const ONLY_FILES = ['export_done'];
const MARKS = [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'];

const read = (language: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(FRONTEND, `../messages/${language}.json`), 'utf-8')) as Record<string, unknown>;

/** Texts in which a name stands bare. */
function bare(texts: Record<string, unknown>): string[] {
  const named = Object.entries(texts).filter(([, text]) => /(?<!\u2068)\{(name|device|clinician|clinic|username)\}|\}(?!\u2069)(?<=\{(name|device|clinician|clinic|username)\})/.test(JSON.stringify(text)));
  return named.map(([key]) => key).filter((key) => ![...ONLY_HEARD, ...ONLY_FILES].includes(key));
}

const marked = Object.entries(read('en'))
  .filter(([, text]) => JSON.stringify(text).includes('\u2068'))
  .map(([key]) => key);
const INSIDE = ['[^{}]', '[^{}]', '[^{}]', '[^{}]'].reduce((inner, one) => `(?:${one}|\\{${inner}*\\})`, '[^{}]'); // braces in braces
const EXPRESSION = new RegExp(`\\{${INSIDE}*\\}`, 'g');
const BLOCK = new RegExp(`\\{[#:/@]${INSIDE}*\\}`, 'g');
const TAG = new RegExp(`<[A-Za-z/](?:[^<>"'{}]|"[^"]*"|'[^']*'|\\{${INSIDE}*\\})*>`, 'g');
const FIELD = /\b(display_name|device_name|username|clinician|clinic(?!\.)|entered_by|product|muscle|passkey\.name|nameOf)\b/;

/** Places of a component where a name, or a text with one, stands in the page with nothing around it. */
function loose(source: string): string[] {
  const markup = [/<script[^]*?<\/script>/g, /<style[^]*?<\/style>/g, /<!--[^]*?-->/g, /<svelte:head>[^]*?<\/svelte:head>/g, BLOCK];
  const shown = markup.reduce((text, part) => text.replace(part, ''), source).replace(TAG, '<>');
  const expressions = shown.match(EXPRESSION) ?? [];
  return expressions.filter((one) => FIELD.test(one.replace(/m\.\w+\(/g, '(')) || marked.some((key) => one.includes(`m.${key}(`)));
}

function components(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf-8' });
  return found.filter((path) => path.endsWith('.svelte')).map((path) => join(folder, path));
}

it('a name in a text stands between marks that keep its direction inside', () => {
  expect(['en', 'de'].flatMap((language) => bare(read(language)))).toEqual([]);
  expect(marked.length).toBeGreaterThanOrEqual(26);
  expect(bare({ a: 'Hello {name}', b: '\u2068{name}\u2069!', c: '\u2068{device}' })).toEqual(['a', 'c']);
});

it('no page shows a name with nothing around it', () => {
  const files = components(join(FRONTEND, 'src'));
  expect(files.flatMap((file) => loose(readFileSync(file, 'utf-8')).map((one) => `${file}: ${one}`))).toEqual([]);
  expect(files.length).toBeGreaterThan(80);
});

it('a name that stands loose is found', () => {
  const lines = [
    '<p>{patient.display_name}</p>',
    '<b>{grant.clinician}, {grant.clinic}</b>',
    '<p>{m.account_signed_in({ name })}</p>',
    "<p>{who ? m.account_signed_in({ name: who }) : m.account_bound()}</p>",
    '<h3>{nameOf(values)}</h3>',
  ];
  expect(lines.flatMap(loose).length).toBe(6);
  expect(loose('<p><Name of={patient.display_name} /> <WithNames text={m.account_signed_in({ name: one.username })} /></p>')).toEqual([]);
});

it('what is shown of a name holds none of the twelve marks, and nothing else of it is lost', () => {
  for (const mark of MARKS) expect(unturned(`A${mark}da`)).toBe('Ada');
  expect(MARKS.length).toBe(12);
  expect(tidied(' Ada\u202e\r\nLovelace\t')).toBe('Ada Lovelace');
  expect(tidied('علی\u200cرضا 👩\u200d🔬')).toBe('علی\u200cرضا 👩\u200d🔬');
});

it('a text is its names and what stands between them', () => {
  const said = m.account_signed_in({ name: 'שלום\u202e' }, { locale: 'en' });
  expect(pieces(said)).toEqual([
    { text: 'This phone is signed in as ', isName: false },
    { text: 'שלום', isName: true },
    { text: '.', isName: false },
  ]);
  const nested = m.share_asks({ name: ['ד״ר א', 'Clinic B', 'מרפאה'].map(isolated).join(', ') }, { locale: 'en' });
  expect(pieces(nested).filter(({ isName }) => isName).map(({ text }) => text)).toEqual(['ד״ר א', 'מרפאה']);
  expect(isolated('A\u202eda')).toBe('Ada');
  expect(pieces('\u2068A\u2069B\u2069 reads').map(({ text }) => text).join('')).toBe('AB reads');
  expect(pieces('')).toEqual([]);
});
