/** What the calendar shows of a month: its weeks, each day with its mark. Pure. */

import type { Entry } from './rules/entry.ts';
import { daysOf, monthPeriod, weekday, type Day, type Period } from './rules/periods.ts';
import { beganOn } from './gaps.ts';
import { markOf, type Mark } from './strip.ts';

/** One cell of the grid. */
export interface Cell {
  day: Day;
  mark: Mark;
  injection: boolean;
  /** Devices say different things of it, and nobody has chosen yet. */
  conflict: boolean;
}

/** How many empty cells stand before the first of the month; weeks begin on Monday. */
export const cellsBefore = (month: string): number => weekday(`${month}-01`);

const NONE: ReadonlySet<Day> = new Set();

/** Every day of a month. */
export const cellsOf = (
  month: string,
  entries: ReadonlyMap<Day, Entry>,
  injected: ReadonlySet<Day>,
  today: Day,
  disagreed: ReadonlySet<Day> = NONE,
): Cell[] => cellsBetween(monthPeriod(month), entries, injected, today, { began: beganOn(entries), disagreed });

/** Every day of a period. Where it counts whole, as a round does, no day of it lies before the diary. */
export function cellsBetween(
  period: Period,
  entries: ReadonlyMap<Day, Entry>,
  injected: ReadonlySet<Day>,
  today: Day,
  { began = period.start, disagreed = NONE }: { began?: Day | null; disagreed?: ReadonlySet<Day> } = {},
): Cell[] {
  return daysOf(period).map((day) => {
    const mark = markOf(day, entries, today, began);
    return { day, mark, injection: injected.has(day), conflict: disagreed.has(day) };
  });
}
