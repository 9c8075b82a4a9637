import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countPeriod, type Figures } from '#lib/rules/counting.ts';
import { plainEntry, type Entry } from '#lib/rules/entry.ts';
import { monthPeriod, type Day } from '#lib/rules/periods.ts';

interface Month {
  month: string;
  days: number;
  logged_days: number;
  measures: Record<string, Figures>;
}
interface PeriodOfRound {
  start: Day;
  end: Day;
  in_progress: boolean;
  days: number;
  logged_days: number;
  measures: Record<string, Figures>;
}
interface Case {
  name: string;
  as_of: Day;
  entries: Record<Day, Partial<Entry> & { headache: boolean }>;
  expected: {
    months: Month[];
    treatment_report: { rounds: { periods: Record<string, PeriodOfRound | null> }[] };
  };
}

const folder = join(import.meta.dirname, '../../../tests/cases');
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case);

function entriesOf(one: Case): Map<Day, Entry> {
  const upTo = Object.entries(one.entries).filter(([day]) => day <= one.as_of);
  return new Map(upTo.map(([day, said]) => [day, { ...plainEntry(said.headache), ...said }]));
}

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
      .filter((period) => period !== null && !period.in_progress) as PeriodOfRound[];
    const counted = periods.map((period) => countPeriod(entries, period));
    expect(counted).toEqual(
      periods.map(({ days, logged_days, measures }) => ({ days, loggedDays: logged_days, measures })),
    );
  });
});
