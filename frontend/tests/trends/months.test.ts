import { describe, expect, it } from 'vitest';
import { countPeriod } from '#lib/rules/counting.ts';
import { monthPeriod } from '#lib/rules/periods.ts';
import { drawn, monthRows, monthsDrawing, monthsThatFit, MOST_DAYS, type MonthRow } from '#lib/trends/months.ts';
import { goldenCases, entriesOf } from '../golden.ts';

const ROOM = { width: 326, height: 196 };
const cases = goldenCases();

/** The days that a height stands for, read back from the drawing. */
const daysAt = (y: number, ticks: { value: number; y: number }[]): number => {
  const [zero, ten] = [0, 10].map((value) => ticks.find((tick) => tick.value === value)?.y ?? NaN);
  return Math.round((1000 * (Number(zero) - y)) / (Number(zero) - Number(ten))) / 100;
};

describe.each(cases)('the months of $name', (one) => {
  const entries = entriesOf(one);
  const sessions = one.injections.filter((day) => day <= one.as_of);

  it.each(drawn)('are the report’s own counts of %s', (measure) => {
    const told = one.expected.months.map(({ month, days, logged_days, measures }) => {
      const { count, at_most, sufficiency } = measures[measure] ?? {};
      return [month, days, logged_days, count, at_most, sufficiency];
    });
    const rows = monthRows(entries, one.as_of, measure);
    expect(rows.map((row) => [row.month, row.days, row.logged, row.count, row.atMost, row.sufficiency])).toEqual(told);
  });

  it.each(drawn)('are drawn as high as the table says, for %s', (measure) => {
    const rows = monthRows(entries, one.as_of, measure);
    const drawing = monthsDrawing(rows, sessions, ROOM);
    const read = drawing.columns.map(({ top, rangeTop }) => [daysAt(top, drawing.ticks), daysAt(rangeTop, drawing.ticks)]);
    expect(read).toEqual(rows.map(({ count, atMost }) => [count, atMost]));
  });

  it('show each session of the months drawn once', () => {
    const rows = monthRows(entries, one.as_of, 'headache');
    const months = new Set(rows.map(({ month }) => month));
    const within = sessions.filter((day) => months.has(day.slice(0, 7)));
    const { injections, left, right } = monthsDrawing(rows, within, ROOM);
    expect(injections.map(({ day }) => day)).toEqual(within);
    expect(injections.every(({ x }) => x > left && x < right)).toBe(true);
  });
});

describe('a month', () => {
  const row: MonthRow = { month: '2025-03', days: 31, logged: 31, known: 31, count: 9, atMost: 9, sufficiency: 'valid', running: false };
  const lookOf = (change: Partial<MonthRow>) => monthsDrawing([{ ...row, ...change }], [], ROOM).columns[0]?.look;

  it('is filled when enough days are known, hatched when few are or while it runs, not drawn without a figure', () => {
    expect(lookOf({})).toBe('filled');
    expect(lookOf({ sufficiency: 'provisional' })).toBe('hatched');
    expect(lookOf({ running: true })).toBe('hatched');
    expect(lookOf({ sufficiency: 'insufficient' })).toBe('none');
  });

  it('without an entry between two others is there, with nothing logged', () => {
    const [first] = cases;
    if (!first) throw new Error('no golden case');
    const [entry] = entriesOf(first).values();
    if (!entry) throw new Error('no entry');
    const rows = monthRows(new Map([['2025-01-05', entry], ['2025-03-05', entry]]), '2025-03-10', 'headache');
    expect(rows.map(({ month, logged, sufficiency }) => [month, logged, sufficiency])).toEqual([
      ['2025-01', 1, 'insufficient'],
      ['2025-02', 0, 'insufficient'],
      ['2025-03', 1, 'insufficient'],
    ]);
    expect(rows[1]?.atMost).toBe(countPeriod(new Map(), monthPeriod('2025-02')).days);
  });

  it('of which every day is logged and no medicine said has no figure for them, and tells how many days are known', () => {
    const [first] = cases;
    const [entry] = first ? entriesOf(first).values() : [];
    if (!entry) throw new Error('no entry');
    const days = Array.from({ length: 31 }, (_, index) => `2025-03-${String(index + 1).padStart(2, '0')}`);
    const entries = new Map(days.map((day, index) => [day, { ...entry, acute_medications: index < 5 ? [] : null }]));
    expect(monthRows(entries, '2025-04-02', 'acute_medication')[0]).toMatchObject({
      logged: 31,
      known: 5,
      sufficiency: 'insufficient',
    });
  });

  it('of a diary without entries is not there', () => expect(monthRows(new Map(), '2025-03-10', 'headache')).toEqual([]));

  it('is never narrower than a finger can tell apart, and the axis holds every month', () => {
    expect([monthsThatFit(326), monthsThatFit(700), monthsThatFit(10)]).toEqual([11, 25, 1]);
    expect(MOST_DAYS).toBe(31);
  });
});
