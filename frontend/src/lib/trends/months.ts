/** Headache days per calendar month: one row of numbers a month, and the drawing made of the same rows. Pure. */

import { countPeriod, type Sufficiency } from '../rules/counting.ts';
import type { Entry } from '../rules/entry.ts';
import type { Measure } from '../rules/measures.ts';
import { lengthOf, monthOf, monthPeriod, monthShifted, type Day } from '../rules/periods.ts';

/** What can be drawn: headache days, those moderate or severe, days with acute medication. */
export const drawn = ['headache', 'moderate_severe', 'acute_medication'] as const satisfies readonly Measure[];
export type Drawn = (typeof drawn)[number];

/** One calendar month so far, as the chart and its table tell it. */
export interface MonthRow {
  month: string;
  /** Days of the month up to today. */
  days: number;
  logged: number;
  /** Logged days of which the answer to the measure is known. */
  known: number;
  count: number;
  /** The count, had every day that is not known been such a day. */
  atMost: number;
  sufficiency: Sufficiency;
  running: boolean;
}

/** Every month from that of the first entry to the running one, gaps too; none without entries. */
export function monthRows(entries: ReadonlyMap<Day, Entry>, today: Day, measure: Drawn): MonthRow[] {
  const first = [...entries.keys()].reduce((least, day) => (day < least ? day : least), today);
  if (entries.size === 0) return [];
  const rows: MonthRow[] = [];
  for (let month = monthOf(first); month <= monthOf(today); month = monthShifted(month, 1)) {
    const { days, loggedDays, measures } = countPeriod(entries, monthPeriod(month, today));
    const { count, at_most, known, sufficiency } = measures[measure];
    const running = monthOf(today) === month;
    rows.push({ month, days, logged: loggedDays, known, count, atMost: at_most, sufficiency, running });
  }
  return rows;
}

/** How a month is drawn: filled, hatched (few days or running), or not at all (too few days for a figure). */
type Look = 'filled' | 'hatched' | 'none';

interface MonthColumn {
  row: MonthRow;
  look: Look;
  left: number;
  middle: number;
  width: number;
  /** Where the bar ends. */
  top: number;
  /** Where the range ends. */
  rangeTop: number;
}

export interface MonthsDrawing {
  columns: MonthColumn[];
  injections: { day: Day; x: number }[];
  ticks: { value: number; y: number }[];
  floor: number;
  left: number;
  right: number;
}

/** What the drawing may use, in pixels. */
export interface Room {
  width: number;
  height: number;
}

export const MOST_DAYS = 31;
const MARGIN = { left: 26, right: 2, top: 20, bottom: 22 };
const NARROWEST = 26;

/** How many months fit side by side. */
export const monthsThatFit = (width: number): number =>
  Math.max(1, Math.floor((width - MARGIN.left - MARGIN.right) / NARROWEST));

/** Place the rows and the sessions among them; the axis goes from zero to 31 days, whatever the rows hold. */
export function monthsDrawing(rows: readonly MonthRow[], sessions: readonly Day[], room: Room): MonthsDrawing {
  const floor = room.height - MARGIN.bottom;
  const right = room.width - MARGIN.right;
  const step = (right - MARGIN.left) / Math.max(rows.length, 6);
  const width = Math.min(18, step * 0.62);
  const y = (days: number): number => floor - (days / MOST_DAYS) * (floor - MARGIN.top);
  const columns = rows.map((row, index): MonthColumn => {
    const middle = MARGIN.left + (index + 0.5) * step;
    const edges = { left: middle - width / 2, middle, width };
    return { row, look: lookOf(row), ...edges, top: y(row.count), rangeTop: y(row.atMost) };
  });
  const placed = new Map(rows.map(({ month }, index) => [month, MARGIN.left + index * step]));
  const injections = sessions.flatMap((day) => {
    const start = placed.get(monthOf(day));
    const share = (Number(day.slice(8)) - 0.5) / lengthOf(monthPeriod(monthOf(day)));
    return start === undefined ? [] : [{ day, x: start + share * step }];
  });
  const ticks = [0, 10, 20, 30].map((value) => ({ value, y: y(value) }));
  return { columns, injections, ticks, floor, left: MARGIN.left, right };
}

function lookOf({ sufficiency, running }: MonthRow): Look {
  if (sufficiency === 'insufficient') return 'none';
  return sufficiency === 'valid' && !running ? 'filled' : 'hatched';
}
