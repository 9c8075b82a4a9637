/** Which days are gaps: not logged, over, and since the diary began. Pure. */

import type { Entry } from './rules/entry.ts';
import { daysOf, type Day, type Period } from './rules/periods.ts';

type Entries = ReadonlyMap<Day, Entry>;

/** The day on which the diary began: the earliest that is logged, whenever that was said; null = none is. */
export function beganOn(entries: Entries): Day | null {
  let first: Day | null = null;
  for (const day of entries.keys()) if (first === null || day < first) first = day;
  return first;
}

/** The gaps of a period. Before the first logged day there was no diary, and today is not over. */
export function gapsIn(period: Period, entries: Entries, today: Day): Day[] {
  const began = beganOn(entries);
  if (began === null) return [];
  return daysOf(period).filter((day) => day > began && day < today && !entries.has(day));
}
