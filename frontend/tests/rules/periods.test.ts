import { expect, test } from 'vitest';
import { daysBetween, monthPeriod, monthShifted, shifted, today, weekday } from '#lib/rules/periods.ts';

test('a day later crosses a leap day, a month and a year', () => {
  expect(shifted('2028-02-28', 1)).toBe('2028-02-29');
  expect(shifted('2026-12-31', 1)).toBe('2027-01-01');
  expect(shifted('2026-03-01', -1)).toBe('2026-02-28');
});

test('the days between two dates are calendar days, also over a change of the clocks', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
});

test('monday is the first day of the week', () => {
  expect(weekday('2026-11-16')).toBe(0);
  expect(weekday('2026-11-22')).toBe(6);
  expect(weekday('1969-12-29')).toBe(0);
});

test('a running month ends with today', () => {
  expect(monthPeriod('2026-11', '2026-11-20')).toEqual({ start: '2026-11-01', end: '2026-11-21' });
  expect(monthPeriod('2026-10', '2026-11-20')).toEqual({ start: '2026-10-01', end: '2026-11-01' });
});

test('months are counted over the turn of the year', () => {
  expect(monthShifted('2026-12', 1)).toBe('2027-01');
  expect(monthShifted('2026-01', -1)).toBe('2025-12');
});

test('today is the date on the wall, late in the evening too', () => {
  expect(today(new Date(2026, 10, 20, 23, 59, 59))).toBe('2026-11-20');
  expect(today(new Date(2026, 10, 21, 0, 0, 0))).toBe('2026-11-21');
});
