/** The golden diaries that the server's tests read too. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { components } from '#lib/api/schema.d.ts';
import { plainEntry, type Entry } from '#lib/rules/entry.ts';
import type { Day } from '#lib/rules/periods.ts';

type Schemas = components['schemas'];

export interface GoldenCase {
  name: string;
  as_of: Day;
  entries: Record<Day, Partial<Entry> & { headache: boolean }>;
  injections: Day[];
  expected: { months: Schemas['MonthOut'][]; treatment_report: Schemas['TreatmentReportOut'] };
}

const folder = join(import.meta.dirname, '../../tests/cases');

export const goldenCases = (): GoldenCase[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as GoldenCase);

/** The entries up to the day of the case. */
export function entriesOf(one: GoldenCase): Map<Day, Entry> {
  const upTo = Object.entries(one.entries).filter(([day]) => day <= one.as_of);
  return new Map(upTo.map(([day, said]) => [day, { ...plainEntry(said.headache), ...said }]));
}
