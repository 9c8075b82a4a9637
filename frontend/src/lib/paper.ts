/** The diary on paper: one row a day of a month, empty or with what is logged. Pure. */

import { answerOf } from './entries.ts';
import { features, type Entry, type Feature, type Relief } from './rules/entry.ts';
import { daysOf, monthPeriod, type Day } from './rules/periods.ts';
import { isolated } from './names.ts';

export const printedSymptoms: readonly (Feature | 'aura')[] = [...features, 'aura'];

/** One row of the page. What was not said leaves its cell empty, to be filled in by hand; a "no" is no empty cell. */
export interface PaperRow {
  day: Day;
  injection: boolean;
  /** `unsaid` = a headache whose strength was not said. */
  answer: ReturnType<typeof answerOf> | null;
  hours: string;
  symptoms: Partial<Record<Feature | 'aura', boolean>>;
  /** null = not said, [] = none taken. */
  medicines: readonly string[] | null;
  relief: readonly Relief[];
  menstruation: boolean | null;
  note: string;
}

/** Every day of a month; `entries` is empty for a sheet to be written on. */
export function paperRows(month: string, entries: ReadonlyMap<Day, Entry>, injected: ReadonlySet<Day>): PaperRow[] {
  return daysOf(monthPeriod(month)).map((day) => ({ ...said(entries.get(day)), day, injection: injected.has(day) }));
}

function said(entry: Entry | undefined): Omit<PaperRow, 'day' | 'injection'> {
  if (!entry) {
    return { answer: null, hours: '', symptoms: {}, medicines: null, relief: [], menstruation: null, note: '' };
  }
  const taken = entry.acute_medications;
  return {
    answer: answerOf(entry),
    hours: entry.duration_minutes === null ? '' : String(Math.round(entry.duration_minutes / 6) / 10),
    symptoms: { ...saidOf(entry), ...(entry.aura ? { aura: true } : {}) }, // of aura only a yes is ever said
    medicines: taken?.map(({ name, doses }) => `${doses} × ${isolated(name)}`) ?? null,
    relief: [...new Set(taken?.flatMap(({ relief }) => relief ?? []))],
    menstruation: entry.menstruation,
    note: entry.note ?? '',
  };
}

const saidOf = (entry: Entry): Partial<Record<Feature, boolean>> =>
  Object.fromEntries(features.flatMap((name) => (entry[name] === null ? [] : [[name, entry[name]]])));
