/** The mark of a day, and the strip of the last days on Today. Pure. */

import { answerOf } from './entries.ts';
import { beganOn } from './gaps.ts';
import type { Entry } from './rules/entry.ts';
import { daysOf, shifted, type Day, type Period } from './rules/periods.ts';

const STRIP_DAYS = 14;

type Entries = ReadonlyMap<Day, Entry>;
export type Mark = ReturnType<typeof answerOf> | 'unlogged' | 'before' | 'to_come';

/** One day of the strip. */
export interface StripDay {
  day: Day;
  mark: Mark;
  injection: boolean;
}

/** The mark of a day; today is still to come while nothing is said of it. */
export function markOf(day: Day, entries: Entries, today: Day, began: Day | null): Mark {
  const entry = entries.get(day);
  if (entry) return answerOf(entry);
  if (day >= today) return 'to_come';
  return began === null || day < began ? 'before' : 'unlogged';
}

/** The days of the strip: the last ones up to today. */
export function stripPeriod(today: Day): Period {
  return { start: shifted(today, 1 - STRIP_DAYS), end: shifted(today, 1) };
}

/** The last days up to today, each with its mark. */
export function stripOf(entries: Entries, injected: ReadonlySet<Day>, today: Day): StripDay[] {
  const began = beganOn(entries);
  return daysOf(stripPeriod(today)).map((day) => {
    return { day, mark: markOf(day, entries, today, began), injection: injected.has(day) };
  });
}
