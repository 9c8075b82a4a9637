import { describe, expect, test } from 'vitest';
import { countPeriod } from '#lib/rules/counting.ts';
import { monthPeriod } from '#lib/rules/periods.ts';
import { entriesOf, goldenCases } from '../golden.ts';

const cases = goldenCases();

test('all golden cases are read', () => {
  expect(cases.length).toBe(37);
});

describe.each(cases)('$name', (one) => {
  const entries = entriesOf(one);

  test('counts every calendar month as the server does', () => {
    const counted = one.expected.months.map(({ month }) =>
      countPeriod(entries, monthPeriod(month, one.as_of)),
    );
    expect(counted).toEqual(
      one.expected.months.map((month) => ({
        days: month.days,
        loggedDays: month.logged_days,
        measures: month.measures,
      })),
    );
  });

  test('counts every complete period of a round as the server does', () => {
    const periods = one.expected.treatment_report.rounds
      .flatMap((round) => Object.values(round.periods))
      .filter((period) => period !== null)
      .filter((period) => !period.in_progress);
    const counted = periods.map((period) => countPeriod(entries, period));
    expect(counted).toEqual(
      periods.map(({ days, logged_days, measures }) => ({ days, loggedDays: logged_days, measures })),
    );
  });
});
