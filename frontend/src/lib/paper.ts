/** The diary on paper: one row a day of a month, empty or with what is logged. Pure. */

import { answerOf } from './entries.ts';
import { features, type Entry, type Feature, type Relief } from './rules/entry.ts';
import { daysOf, monthPeriod, type Day } from './rules/periods.ts';

export const printedSymptoms: readonly (Feature | 'aura')[] = [...features, 'aura'];

/** One row of the page. `null` and '' leave the cell empty, to be filled in by hand. */
export interface PaperRow {
  day: Day;
  injection: boolean;
  /** `unsaid` = a headache whose strength was not said. */
  answer: ReturnType<typeof answerOf> | null;
  hours: string;
  symptoms: Partial<Record<Feature | 'aura', boolean>>;
  medicines: string;
  relief: readonly Relief[];
  menstruation: boolean;
  note: string;
}

/** Every day of a month; `entries` is empty for a sheet to be written on. */
export function paperRows(month: string, entries: ReadonlyMap<Day, Entry>, injected: ReadonlySet<Day>): PaperRow[] {
  return daysOf(monthPeriod(month)).map((day) => ({ ...said(entries.get(day)), day, injection: injected.has(day) }));
}

function said(entry: Entry | undefined): Omit<PaperRow, 'day' | 'injection'> {
  if (!entry) {
    return { answer: null, hours: '', symptoms: {}, medicines: '', relief: [], menstruation: false, note: '' };
  }
  const taken = entry.acute_medications ?? [];
  return {
    answer: answerOf(entry),
    hours: entry.duration_minutes === null ? '' : String(Math.round(entry.duration_minutes / 6) / 10),
    symptoms: Object.fromEntries(printedSymptoms.flatMap((name) => (entry[name] === true ? [[name, true]] : []))),
    medicines: taken.map(({ name, doses }) => `${doses} × ${name}`).join(', '),
    relief: [...new Set(taken.flatMap(({ relief }) => relief ?? []))],
    menstruation: entry.menstruation === true,
    note: entry.note ?? '',
  };
}
