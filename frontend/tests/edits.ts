/** The cases of tests/edits, which the server's tests read too: edits of every kind, and what is wrong with them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '#lib/rules/checks.ts';
import type { Kind } from '#lib/store/documents.ts';

interface Written {
  name: string;
  key?: string;
  values?: object;
  faults: Fault[];
}
interface Book {
  kind: Kind;
  now: string;
  key: string;
  sound: object;
  cases: Written[];
}
export interface EditCase extends Required<Written> {
  kind: Kind;
  now: Date;
}

const folder = join(import.meta.dirname, '../../tests/edits');

/** `{"repeat": x, "times": n}` stands for n times x. */
function whole(_name: string, value: unknown): unknown {
  const said = value as { repeat?: string | unknown[]; times?: number } | null;
  if (typeof said !== 'object' || said?.times === undefined || said.repeat === undefined) return value;
  const { repeat, times } = said;
  return typeof repeat === 'string' ? repeat.repeat(times) : Array.from({ length: times }, () => repeat).flat();
}

export const editCases = (): EditCase[] =>
  readdirSync(folder).flatMap((file) => {
    const { kind, now, key, sound, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8'), whole) as Book;
    return cases.map((one) => ({
      key,
      ...one,
      kind,
      now: new Date(now),
      name: `${kind}: ${one.name}`,
      values: { ...sound, ...one.values },
    }));
  });
