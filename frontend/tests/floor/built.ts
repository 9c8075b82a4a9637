// The built files, and what is found in them: the pages, their scripts and style sheets.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { markupFaults } from './markup.ts';
import { collectOwn, scriptFaults, type Own } from './scripts.ts';
import { sheetFaults } from './sheets.ts';

const FOLDER = join(import.meta.dirname, '../..');
const SITE = join(FOLDER, 'build/site');
const KINDS = ['.js', '.css', '.html'] as const;

type Files = Map<string, string>;
export type Built = Record<(typeof KINDS)[number], Files>;

export const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf-8');

export function built(): Built {
  const names = readdirSync(SITE, { recursive: true, encoding: 'utf-8' });
  const of = (kind: string): Files =>
    new Map(names.filter((name) => extname(name) === kind).map((name) => [name, readFileSync(join(SITE, name), 'utf-8')]));
  return { '.js': of('.js'), '.css': of('.css'), '.html': of('.html') };
}

/** The fields that answers of the server have, and those of the scripts' own objects. */
export function ownOf(scripts: Files): Own {
  const own: Own = { fields: new Set(), methods: new Set() };
  JSON.parse(read('../tests/contract/openapi.json'), (key, value: unknown) => {
    if (key === 'properties') for (const name of Object.keys(value as object)) own.fields.add(name);
    return value;
  });
  for (const code of scripts.values()) collectOwn(code, own);
  return own;
}

/** Every fault with the files that it is in. */
export function faultsOf(files: Built): Map<string, string[]> {
  const own = ownOf(files['.js']);
  const finders = { '.js': (code: string) => scriptFaults(code, own), '.css': sheetFaults, '.html': markupFaults };
  const found = new Map<string, string[]>();
  for (const kind of KINDS) {
    for (const [name, text] of files[kind]) {
      for (const fault of finders[kind](text)) found.set(fault, [...(found.get(fault) ?? []), name]);
    }
  }
  return found;
}
