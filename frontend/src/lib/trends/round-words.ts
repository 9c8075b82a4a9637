/** A round in words: the figure, its bounds, the verdict, and the sentence with its periods. */

import { m } from '#lib/paraglide/messages.js';
import { neededForFigure, neededForVerdict } from '../rules/counting.ts';
import { lengthOf, shifted, type Day } from '../rules/periods.ts';
import { fullDay, oneDecimal, shortDay } from '../words.ts';
import type { Drawn } from './months.ts';
import type { Baseline, Line, LineName, Reason, Round, TreatmentReport } from './report.ts';

/** 48.0 %; a rise keeps its minus sign. */
export const percentText = (percent: number): string => `${oneDecimal(percent)}\u00a0%`.replace('-', '−');

export const lineName: Record<LineName, () => string> = {
  last_28: m.trends_last_28,
  weeks_1_4: m.trends_weeks_1_4,
  weeks_5_8: m.trends_weeks_5_8,
  weeks_9_12: m.trends_weeks_9_12,
};

const fewer: Record<Drawn, () => string> = {
  headache: m.trends_fewer_headache,
  moderate_severe: m.trends_fewer_moderate_severe,
  acute_medication: m.trends_fewer_acute,
};
const more: Record<Drawn, () => string> = {
  headache: m.trends_more_headache,
  moderate_severe: m.trends_more_moderate_severe,
  acute_medication: m.trends_more_acute,
};

/** What stands beside the figure: fewer or more of which days; the figure itself is told without its sign. */
export function figureWords(line: Line, measure: Drawn): { figure: string; of: string } | null {
  if (line.percent === null) return null;
  const of = line.percent < 0 ? more[measure]() : fewer[measure]();
  return { figure: percentText(Math.abs(line.percent)), of };
}

/** 3 to 30 July 2026; '' for a period that does not exist. Both days belong to it. */
export const spanWords = (start: Day | null, end: Day | null): string =>
  start === null || end === null ? '' : m.trends_span({ first: shortDay(start), last: fullDay(end) });

/** 3 July – 30 July, where there is little room. */
export const shortSpan = (start: Day | null, end: Day | null): string =>
  start === null || end === null ? '–' : `${shortDay(start)} – ${shortDay(end)}`;

/** 3.0 %, or 20.0 % more; between bounds on both sides of nothing each says which: 3.0 % fewer. */
function signedWords(percent: number, least: number): string {
  if (percent < 0) return m.trends_percent_more({ percent: percentText(-percent) });
  return least < 0 ? m.trends_percent_fewer({ percent: percentText(percent) }) : percentText(percent);
}

/** What bounds the days that are not logged leave open; '' where none are given. */
export function boundsWords(line: Line): string {
  if (line.atLeast === null || line.atMost === null) return '';
  if (line.atLeast === line.atMost && line.known === line.days) return m.trends_no_bounds();
  const worst = line.atLeast;
  return m.trends_between({ least: signedWords(worst, worst), most: signedWords(line.atMost, worst) });
}

/** Why there is no figure. */
export function reasonWords(line: Line): string {
  const reasons: Record<Reason, () => string> = {
    no_baseline: m.trends_no_baseline,
    baseline_insufficient: m.trends_baseline_insufficient,
    baseline_zero: m.trends_baseline_zero,
    period_missing: m.trends_period_missing,
    period_insufficient: () =>
      m.trends_too_few({
        logged: line.known,
        days: line.days,
        figure: neededForFigure(line.days),
        verdict: neededForVerdict(line.days),
      }),
  };
  return line.reason === null ? '' : reasons[line.reason]();
}

/** The verdict of a complete round; "probably" where days not logged could turn it. */
export function verdictWords({ verdict }: Round, report: TreatmentReport): string {
  const { benchmark, continuation } = report;
  const certain = verdict.certain ? 'certain' : 'probable';
  switch (verdict.verdict) {
    case 'benchmark_met':
      return { certain: m.trends_met, probable: m.trends_probably_met }[certain]({ benchmark });
    case 'partial':
      return { certain: m.trends_partial, probable: m.trends_probably_partial }[certain]({ benchmark, continuation });
    case 'below':
      return { certain: m.trends_below, probable: m.trends_probably_below }[certain]({ continuation });
    case 'provisional':
      return m.trends_provisional();
    default:
      return '';
  }
}

/** What is compared with what, and how much of both is logged. */
export function sentence(line: Line, report: TreatmentReport): string {
  if (line.start === null) return '';
  const period = m.trends_compared({ span: spanWords(line.start, line.end), with: baselineWords(report.baseline) });
  const logged = m.trends_logged_of_round({ logged: line.logged, days: line.days });
  return `${period} ${logged}${loggedBefore(report.baseline)}`;
}

function baselineWords({ kind, start, end, days }: Baseline): string {
  if (kind === 'reported') return m.trends_with_reported();
  if (start === null || end === null) return m.trends_with_nothing();
  const span = spanWords(start, shifted(end, -1));
  const words = kind === 'shifted' ? m.trends_with_shifted : m.trends_with_diary;
  return words({ days: days ?? lengthOf({ start, end }), span });
}

const loggedBefore = ({ days, logged_days }: Baseline): string =>
  days === null || logged_days === null ? '' : ` ${m.trends_logged_before({ logged: logged_days, days })}`;

/** In how many four-week blocks the benchmark was reached; '' while that is not told. */
export function blocksWords({ verdict }: Round, { benchmark }: TreatmentReport): string {
  const { blocks_judged: judged, blocks_reaching_benchmark: reaching } = verdict;
  return judged === null || reaching === null ? '' : m.trends_blocks({ benchmark, reaching, judged });
}

/** What has to be said beside the baseline. */
export function warnings({ warnings: said }: Baseline): string[] {
  const words = {
    baseline_on_treatment: m.trends_warn_on_treatment,
    below_chronic_range: m.trends_warn_below_chronic,
    recall_undercounts: m.trends_warn_recall,
  };
  return said.map((one) => words[one]());
}
