/** What Trends reads of the server's treatment report. Every figure stays as the server rounded it. Pure. */

import type { components } from '../api/schema.d.ts';
import type { Day } from '../rules/periods.ts';
import type { Drawn } from './months.ts';

type Schemas = components['schemas'];
export type TreatmentReport = Schemas['TreatmentReportOut'];
export type Round = Schemas['RoundOut'];
export type Reason = Schemas['Reason'];
export type Baseline = Schemas['BaselineOut'];
export type MeasureName = Drawn | TreatmentReport['headline_measure'];

const blocks = ['weeks_1_4', 'weeks_5_8', 'weeks_9_12'] as const;
const lines = ['last_28', ...blocks] as const;
export type LineName = (typeof lines)[number];

/** One period of a round beside the baseline, as the plot and its table tell it. */
export interface Line {
  name: LineName;
  /** Inclusive; null when the round has no such period. */
  start: Day | null;
  end: Day | null;
  days: number;
  logged: number;
  /** Days whose answer to the measure is known. */
  known: number;
  percent: number | null;
  atLeast: number | null;
  atMost: number | null;
  reason: Reason | null;
}

/** The measure that a report calls its headline stands for headache days. */
export const measureIn = (report: TreatmentReport, measure: Drawn): MeasureName =>
  measure === 'headache' ? report.headline_measure : measure;

/** The headline and the three blocks of a round for one measure. */
export function linesOf(round: Round, measure: MeasureName, before: (day: Day) => Day): Line[] {
  return lines.map((name) => {
    const period = round.periods[name];
    const reduction = period?.reductions[measure];
    return {
      name,
      start: period?.start ?? null,
      end: period ? before(period.end) : null,
      days: period?.days ?? 0,
      logged: period?.logged_days ?? 0,
      known: period?.measures[measure]?.known ?? 0,
      percent: reduction?.percent ?? null,
      atLeast: reduction?.at_least ?? null,
      atMost: reduction?.at_most ?? null,
      reason: reduction?.not_given ?? (period ? null : 'period_missing'),
    };
  });
}

/** Where something stands on the axis from 0 to 100 %, and whether it lies before its beginning. */
export interface Place {
  x: number;
  outside: boolean;
}

export interface PlacedLine {
  line: Line;
  y: number;
  figure: Place | null;
  least: Place | null;
  most: Place | null;
}

export interface Axis {
  left: number;
  right: number;
}

/** A reduction on the axis; what is below 0 % is drawn at its beginning, as outside. */
export function placed(percent: number, axis: Axis): Place {
  const inside = Math.max(0, percent);
  return { x: axis.left + (inside / 100) * (axis.right - axis.left), outside: percent < 0 };
}

/** Place the lines beneath each other. */
export function placedLines(all: readonly Line[], axis: Axis, first: number, step: number): PlacedLine[] {
  const at = (percent: number | null): Place | null => (percent === null ? null : placed(percent, axis));
  return all.map((line, index) => ({
    line,
    y: first + index * step,
    figure: at(line.percent),
    least: at(line.atLeast),
    most: at(line.atMost),
  }));
}
