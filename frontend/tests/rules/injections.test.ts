import { expect, it } from 'vitest';
import { pointsOf, siteName, sitesOf, unitsOf } from '../../src/lib/injections.ts';

it.each([
  [155, 31],
  [195, 39],
] as const)('knows the usual pattern of %i units in %i sites', (units, points) => {
  expect(unitsOf(sitesOf(units))).toBe(units);
  expect(pointsOf(sitesOf(units))).toBe(points);
});

it('gives both sides the same, and the procerus once', () => {
  const sides = Map.groupBy(sitesOf(155), ({ muscle }) => muscle);
  expect([...sides.values()].map((sites) => sites.length)).toEqual([2, 1, 2, 2, 2, 2, 2]);
});

it('names a muscle that it does not know as it was said', () => {
  expect(siteName({ muscle: 'masseter', side: 'left' })).toBe('masseter, left');
  expect(siteName({ muscle: 'cervical_paraspinal', side: 'right' })).toBe('Neck beside the spine, right');
});
