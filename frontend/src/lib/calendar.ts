/** What the calendar shows of a month: its weeks, each day with its mark. Pure. */

import { answerOf } from './entries.ts';
import type { Entry } from './rules/entry.ts';
import { daysOf, monthPeriod, weekday, type Day, type Period } from './rules/periods.ts';
import type { Mark } from './today.ts';

/** One cell of the grid. */
export interface Cell {
  day: Day;
  mark: Mark;
  injection: boolean;
}

/** How many empty cells stand before the first of the month; weeks begin on Monday. */
export const cellsBefore = (month: string): number => weekday(`${month}-01`);

/** Every day of a month. */
export const cellsOf = (
  month: string,
  entries: ReadonlyMap<Day, Entry>,
  injected: ReadonlySet<Day>,
  today: Day,
): Cell[] => cellsBetween(monthPeriod(month), entries, injected, today);

/** Every day of a period; the days after today are still to come, today too while nothing is said of it. */
export function cellsBetween(
  period: Period,
  entries: ReadonlyMap<Day, Entry>,
  injected: ReadonlySet<Day>,
  today: Day,
): Cell[] {
  return daysOf(period).map((day) => {
    const entry = entries.get(day);
    const mark = entry ? answerOf(entry) : day >= today ? 'to_come' : 'unlogged';
    return { day, mark, injection: injected.has(day) };
  });
}
