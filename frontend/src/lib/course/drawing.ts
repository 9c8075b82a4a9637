/** The course as places on its axes: blocks, medicine months and circumstances under one time axis. Pure. */

import { scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import type { Course } from '../api/schemas.ts';
import { daysBetween, type Day } from '../rules/periods.ts';

export type Block = Course['course']['blocks'][number];
type Report = Course['treatment_report'];
type MedicineMonth = Course['course']['medicine_months'][number];

const intensities = ['severe', 'moderate', 'mild', 'not_said'] as const;
type IntensityName = (typeof intensities)[number];

const FOUR_WEEKS = 28;
const TICKS = [0, 7, 14, 21, 28];
const TOP = 30;
const HEIGHT = 250;
const STRIP = 36;
const LEFT = 36;
const RIGHT = 124;
const LABEL = 14;
const NARROWEST_BLOCK = 44;
const BAR = 0.66;

interface Bar {
  block: Block;
  middle: number;
  left: number;
  width: number;
  /** From below; none where there is no figure. */
  parts: { name: IntensityName; top: number; height: number }[];
  top: number;
  /** The bounds; null where every day is known. */
  range: { low: number; high: number } | null;
  /** Still running, or too few days for a verdict. */
  hollow: boolean;
}

interface Cell {
  month: MedicineMonth;
  left: number;
  width: number;
  count: number;
  level: 'reached' | 'possible' | null;
}

interface Strip {
  y: number;
  drug_class: string;
  limit: number | null;
  cells: Cell[];
}

interface Lane {
  y: number;
  left: number;
  width: number;
  circumstance: Course['circumstances'][number];
}

export interface Drawing {
  width: number;
  height: number;
  left: number;
  right: number;
  floor: number;
  ticks: { value: number; y: number }[];
  bars: Bar[];
  /** Before, 30 % and 50 % fewer; none without a baseline. */
  levels: { name: 'before' | 'continuation' | 'benchmark'; value: number; y: number; labelY: number }[];
  sessions: { round: number; day: Day; x: number }[];
  strips: Strip[];
  lanes: Lane[];
}

/** Headache days per 28 before; null without a baseline. */
export function baselineRate({ baseline, headline_measure }: Report): number | null {
  return baseline.measures[headline_measure]?.per_28 ?? null;
}

/** How wide the drawing has to be so that every block can be read. */
export const widthFor = (blocks: number, room: number): number =>
  Math.max(room, LEFT + RIGHT + blocks * NARROWEST_BLOCK);

/** Everything on the axes; null without a block. */
export function drawingOf({ course, treatment_report: report, circumstances }: Course, width: number): Drawing | null {
  const { blocks } = course;
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return null;
  const floor = HEIGHT - 26;
  const days = daysBetween(first.start, last.end);
  const along = scaleLinear([0, days], [LEFT, width - RIGHT]);
  const x = (day: Day): number => along(Math.min(Math.max(daysBetween(first.start, day), 0), days));
  const y = scaleLinear([0, FOUR_WEEKS], [floor, TOP]);
  const strips = stripsOf(course, x, HEIGHT + 8);
  const lanes = lanesOf(circumstances, last.end, x, HEIGHT + 8 + strips.length * STRIP);
  return {
    width,
    height: HEIGHT + 8 + (strips.length + lanes.length) * STRIP,
    left: LEFT,
    right: width - RIGHT,
    floor,
    ticks: TICKS.map((value) => ({ value, y: y(value) })),
    bars: blocks.map((block) => barOf(block, x, y)),
    levels: levelsOf(report, y),
    sessions: report.rounds
      .filter(({ injected_on }) => injected_on >= first.start)
      .map(({ number, injected_on }) => ({ round: number, day: injected_on, x: x(injected_on) })),
    strips,
    lanes,
  };
}

function barOf(block: Block, x: (day: Day) => number, y: (rate: number) => number): Bar {
  const { start, end, known, per_28, per_28_at_least: low, per_28_at_most: high } = block;
  const [from, to] = [x(start), x(end)];
  const width = (to - from) * BAR;
  const rates = Object.fromEntries(
    intensities.map((name) => [name, known ? (block.intensity[name] * FOUR_WEEKS) / known : 0]),
  );
  const series = per_28 === null ? [] : stack<Record<string, number>>().keys(intensities)([rates]);
  const parts = series.flatMap(({ key, 0: reach }) =>
    reach && reach[1] > reach[0]
      ? [{ name: key as IntensityName, top: y(reach[1]), height: y(reach[0]) - y(reach[1]) }]
      : [],
  );
  return {
    block,
    middle: (from + to) / 2,
    left: (from + to - width) / 2,
    width,
    parts,
    top: y(per_28 ?? 0),
    range: low === null || high === null || low === high ? null : { low: y(low), high: y(high) },
    hollow: block.in_progress || block.sufficiency !== 'valid',
  };
}

function levelsOf(report: Report, y: (rate: number) => number): Drawing['levels'] {
  const before = baselineRate(report);
  if (!before) return [];
  const left = (percent: number): number => (before * (100 - percent)) / 100;
  const levels = [
    { name: 'before' as const, value: before },
    { name: 'continuation' as const, value: left(report.continuation) },
    { name: 'benchmark' as const, value: left(report.benchmark) },
  ].map((level) => ({ ...level, y: y(level.value) }));
  // The lowest stands at its line; one that would lie on it is lifted.
  let below = Infinity;
  return levels.toReversed().map((level) => ({ ...level, labelY: (below = Math.min(level.y, below - LABEL)) })).toReversed();
}

function stripsOf({ medicine_classes, medicine_months }: Course['course'], x: (day: Day) => number, top: number): Strip[] {
  return medicine_classes.map(({ drug_class, limit }, index) => ({
    y: top + index * STRIP,
    drug_class,
    limit,
    cells: medicine_months.flatMap((month) => {
      const [left, right] = [x(`${month.month}-01`), x(monthEnd(month.month))];
      const told = month.classes.find((one) => one.drug_class === drug_class);
      return told && right - left > 1
        ? [{ month, left: left + 1, width: right - left - 2, count: told.count, level: told.level }]
        : [];
    }),
  }));
}

function monthEnd(month: string): Day {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`;
}

function lanesOf(all: Course['circumstances'], end: Day, x: (day: Day) => number, top: number): Lane[] {
  return all.map((circumstance, index) => {
    const [left, right] = [x(circumstance.began_on), x(circumstance.ended_on ?? end)];
    return { y: top + index * STRIP, left, width: Math.max(right - left, 6), circumstance };
  });
}
