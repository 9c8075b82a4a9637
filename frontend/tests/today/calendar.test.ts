import { expect, it } from 'vitest';
import { cellsBetween, cellsOf } from '#lib/calendar.ts';

const conflicts = (cells: { day: string; conflict: boolean }[]) => cells.filter(({ conflict }) => conflict).map(({ day }) => day);

it('a day on which devices differ is marked, whatever else is known of it', () => {
  const disagreed = new Set(['2026-11-03', '2026-10-31']);
  expect(conflicts(cellsOf('2026-11', new Map(), new Set(), '2026-11-27', disagreed))).toEqual(['2026-11-03']);
});

it('without a conflict no day is marked', () => {
  const period = { start: '2026-11-01', end: '2026-11-08' };
  expect(conflicts(cellsBetween(period, new Map(), new Set(), '2026-11-27'))).toEqual([]);
});
