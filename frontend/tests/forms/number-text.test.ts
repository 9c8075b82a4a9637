import { describe, expect, it } from 'vitest';
import { numberFault, ranges, readDuration, readNumber, writeNumber } from '#lib/number-text.ts';
import cases from './number-cases.json' with { type: 'json' };

interface Case {
  text: string;
  decimals: 0 | 1 | 2;
  number?: number | null;
  fault?: string;
}
const all = cases as Case[];
const range = (decimals: 0 | 1 | 2) => ({ least: 0, most: 30, decimals });
const expected = ({ number, fault }: Case) => ({ number: number ?? null, fault: fault ?? null });

/** How the forms read a number before: the first separator is dropped by the field, the rest is rounded and clamped. */
function readAsBefore({ text, decimals }: Case): { number: number | null; fault: null } {
  const figure = Number(text.trim().replace(',', ''));
  if (text.trim() === '' || Number.isNaN(figure)) return { number: null, fault: null };
  return { number: Math.min(Math.max(Number(figure.toFixed(decimals)), 0), 30), fault: null };
}

describe('a number as people type it, from 0 to 30', () => {
  it('the list has 50 cases, 16 of them numbers or nothing', () => {
    expect(all).toHaveLength(50);
    expect(all.filter(({ fault }) => fault === undefined)).toHaveLength(16);
  });

  it.each(all)('$text with $decimals decimals is $number $fault', (one) => {
    expect(readNumber(one.text, range(one.decimals))).toEqual(expected(one));
  });

  it('rounding and clamping, as before, gets most faults wrong', () => {
    const wrong = all.filter((one) => JSON.stringify(readAsBefore(one)) !== JSON.stringify(expected(one)));
    expect(wrong.length).toBeGreaterThan(34);
  });

  it('every fault is a sentence, and every number has none', () => {
    for (const { text, decimals, fault } of all) expect(numberFault(text, range(decimals)) !== '').toBe(fault !== undefined);
  });
});

describe('what a field shows', () => {
  it.each([
    [22.5, 'de', '22,5'],
    [22.5, 'en', '22.5'],
    [9999, 'en', '9999'],
    [9999, 'de', '9999'],
    [0, 'de', '0'],
    [null, 'en', ''],
  ] as const)('%s in %s is %s', (number, language, text) => {
    expect(writeNumber(number, language)).toBe(text);
  });

  it('is read as the same number in each language and range', () => {
    const read = Object.values(ranges).flatMap(({ least, most, decimals }) =>
      [least, most, decimals > 0 ? least + 0.5 : least + 1].flatMap((number) =>
        ['de', 'en'].map((language) => [number, readNumber(writeNumber(number, language), { least, most, decimals }).number]),
      ),
    );
    expect(read).toHaveLength(42);
    for (const [written, number] of read) expect(number).toBe(written);
  });
});

describe('hours and minutes', () => {
  it.each([
    ['', '', null],
    ['0,5', '', 30],
    ['0.5', '', 30],
    ['1,25', '', 75],
    ['1', '75', 135],
    ['', '90', 90],
    ['24', '', 1440],
    ['', '1440', 1440],
    ['0', '1', 1],
  ])('%s h %s min is %s minutes', (hours, minutes, sum) => {
    expect(readDuration(hours, minutes)).toEqual({ minutes: sum, fault: '' });
  });

  it.each([
    ['0', '0'],
    ['0', ''],
    ['24', '1'],
    ['25', ''],
    ['', '1441'],
    ['0,333', ''],
    ['0,33', ''],
    ['1,5,0', ''],
    ['1', '7,5'],
    ['-1', ''],
    ['one', ''],
  ])('%s h %s min is a fault, and no number of minutes', (hours, minutes) => {
    const { minutes: sum, fault } = readDuration(hours, minutes);
    expect([sum, fault !== '']).toEqual([null, true]);
  });
});
