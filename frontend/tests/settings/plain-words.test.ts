import { expect, it } from 'vitest';
import type { Injection, Treatment } from '#lib/store/documents.ts';
import { linesOf, taken } from '../../src/routes/settings/plain-words.ts';

const session: Injection = {
  injected_on: '2026-02-02',
  product: 'Botox',
  lot: null,
  total_units: 155,
  sites: [
    { muscle: 'frontalis', side: 'left', units: 10, points: 2 },
    { muscle: 'procerus', side: 'midline', units: 5, points: 1 },
  ],
  clinic: null,
  note: null,
  objection: null,
};
const treatment: Treatment = { headache_days_per_30: 17.5, earlier_rounds: 3, interval_weeks: 12 };

it.each([
  ['injected_on', 'Date', '2 February 2026'],
  ['product', 'Product', 'Botox'],
  ['lot', 'Lot', 'Not said'],
  ['total_units', 'Units in all', '155 units'],
  ['sites', 'Sites', 'Frontalis, left: 10 U, points: 2;\nProcerus, midline: 5 U, points: 1'],
])('of a session, %s is said in words', (part, label, value) => {
  expect(linesOf(part, session)).toEqual([{ label, value }]);
});

it.each([
  ['headache_days_per_30', '17.5'],
  ['earlier_rounds', '3'],
  ['interval_weeks', '12 weeks'],
])('of the treatment, %s is said in words', (part, value) => {
  expect(linesOf(part, treatment)[0]?.value).toBe(value);
});

it('takes the parts that differ from the other side and leaves the rest', () => {
  const other = { ...session, product: 'Dysport', total_units: 500, clinic: 'elsewhere' };

  expect(taken(session, other, ['product', 'total_units'])).toEqual({ ...session, product: 'Dysport', total_units: 500 });
});
