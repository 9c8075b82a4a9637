import { expect, it } from 'vitest';
import { answered } from '#lib/entries.ts';
import { beganOn, gapsIn } from '#lib/gaps.ts';
import { daysOf, monthPeriod } from '#lib/rules/periods.ts';

const TODAY = '2025-10-16';
const OCTOBER = monthPeriod('2025-10', TODAY);
const logged = (...days: string[]) => new Map(days.map((day) => [day, answered('mild', null)]));
/** How it was counted before: every day of the month that is over. */
const withoutBeginning = (entries: ReadonlyMap<string, unknown>) =>
  daysOf(OCTOBER).filter((day) => day < TODAY && !entries.has(day));

it.each([
  ['nothing is logged', [], 0, 15],
  ['today alone', [TODAY], 0, 15],
  ['since the 10th, today not yet', ['2025-10-12', '2025-10-10'], 4, 13],
  ['since before the month', ['2025-09-30', '2025-10-03'], 14, 14],
  ['a day still to come by this clock', ['2025-10-20'], 0, 15],
])('%s', (_when, days, gaps, before) => {
  const entries = logged(...days);
  expect(gapsIn(OCTOBER, entries, TODAY)).toHaveLength(gaps);
  expect(withoutBeginning(entries)).toHaveLength(before); // the control: what made 28 gaps of an empty diary
});

it('the diary begins on the earliest day that is logged, in whatever order they were', () => {
  expect(beganOn(logged('2025-10-12', '2025-10-10', '2025-10-11'))).toBe('2025-10-10');
  expect(beganOn(new Map())).toBeNull();
});
