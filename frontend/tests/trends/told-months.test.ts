import { expect, it } from 'vitest';
import type { Month } from '../../src/lib/api/schemas.ts';
import { toldRows } from '../../src/lib/trends/told-months.ts';

const headache = { count: 13, at_most: 14, known: 30, per_28: 12.1, per_28_at_least: 11.7, per_28_at_most: 12.6 };
const march = {
  month: '2026-03',
  days: 31,
  logged_days: 30,
  in_progress: false,
  range: 'episodic',
  medication_overuse: [],
  measures: { headache: { ...headache, sufficiency: 'valid' } },
} as unknown as Month;

it('a month is told as the server counted it', () => {
  expect(toldRows([march], 'headache')).toEqual([
    { month: '2026-03', days: 31, logged: 30, known: 30, count: 13, atMost: 14, sufficiency: 'valid', running: false },
  ]);
});

it('a measure that was not told has no figure, and may have been every day', () => {
  expect(toldRows([march], 'acute_medication')[0]).toMatchObject({ count: 0, atMost: 31, sufficiency: 'insufficient' });
});

it('under the other definition the months count its days, not any headache', () => {
  const four = { ...headache, count: 5, at_most: 7, sufficiency: 'valid' };
  const month = { ...march, measures: { ...march.measures, headache_4h: four } } as Month;

  expect(toldRows([month], 'headache_4h')[0]).toMatchObject({ count: 5, atMost: 7 });
});
