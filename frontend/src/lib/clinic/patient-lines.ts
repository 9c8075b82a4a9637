/** A line of the clinician's list in words: due, round, verdict, what to ask. Pure. */

import type { Patient } from '../api/schemas.ts';
import { className } from '../medicine-words.ts';
import { m } from '../paraglide/messages.js';
import type { DrugClass } from '../rules/entry.ts';
import { daysBetween, type Day } from '../rules/periods.ts';
import { percentText } from '../trends/round-words.ts';
import { monthName, oneDecimal, shortDay } from '../words.ts';

export type Summary = NonNullable<Patient['summary']>;
type Judged = NonNullable<Summary['judged']>;

const WEEK = 7;
const WEEKS_FROM_DAYS = 14;
const BENCHMARK = 50;
const CONTINUATION = 30;

/** "in 7 d", "in 3 wk", "overdue, 12 wk", and whether it is overdue. */
export function dueWords(due: Day, today: Day): { text: string; overdue: boolean } {
  const days = daysBetween(today, due);
  if (days === 0) return { text: m.clinic_due_today(), overdue: false };
  const far = Math.abs(days) >= WEEKS_FROM_DAYS;
  const weeks = Math.floor(Math.abs(days) / WEEK);
  if (days < 0) {
    return { text: far ? m.clinic_overdue_weeks({ weeks }) : m.clinic_overdue_days({ days: -days }), overdue: true };
  }
  return { text: far ? m.clinic_due_weeks({ weeks }) : m.clinic_due_days({ days }), overdue: false };
}

/** The verdict of the last round that has ended; "probably" where days not logged could turn it. */
export function verdictOf({ judged, baseline_kind, round_number }: Summary): string {
  if (!judged) return round_number === null ? '' : m.clinic_none_yet();
  const [benchmark, continuation] = [BENCHMARK, CONTINUATION];
  switch (judged.verdict) {
    case 'benchmark_met':
      return judged.certain ? m.trends_met({ benchmark }) : m.trends_probably_met({ benchmark });
    case 'partial':
      return judged.certain
        ? m.trends_partial({ benchmark, continuation })
        : m.trends_probably_partial({ benchmark, continuation });
    case 'below':
      return judged.certain ? m.trends_below({ continuation }) : m.trends_probably_below({ continuation });
    case 'provisional':
      return m.trends_provisional();
    default: // not computed: a round that runs is never the one that is judged
      return baseline_kind === 'none' ? m.clinic_no_baseline() : m.clinic_not_computed();
  }
}

/** "round 2: 48.0 %, 35.0 % to 54.5 %". */
export function roundOf({ number, percent, at_least, at_most }: Judged): string {
  if (percent === null || at_least === null || at_most === null) return m.clinic_round_only({ round: number });
  const [told, least, most] = [percent, at_least, at_most].map(percentText) as [string, string, string];
  return m.clinic_round_percent({ round: number, percent: told, least, most });
}

/** "21.5 → 9.7"; a dash for what is not known. */
export const changeOf = ({ before_per_28, now }: Summary): { before: string; now: string } => ({
  before: before_per_28 === null ? '–' : oneDecimal(before_per_28),
  now: now.per_28 === null ? '–' : oneDecimal(now.per_28),
});

/** "8.0 to 13.0"; '' without a figure. */
export function boundsOf({ now: { per_28_at_least: least, per_28_at_most: most } }: Summary): string {
  return least === null || most === null ? '' : m.clinic_bounds({ least: oneDecimal(least), most: oneDecimal(most) });
}

const classOf = (drug_class: string): string =>
  drug_class === 'multiple' ? m.clinic_class_multiple() : className(drug_class as DrugClass);

/** What to ask, the weightiest first; [] when there is nothing. Facts with their numbers, never advice. */
export function questionsOf({ summary, verdict_changed }: Pick<Patient, 'summary' | 'verdict_changed'>): string[] {
  if (!summary) return [];
  const { judged, overuse, gap_questions, symptoms_unsaid, days_needed, conflicts } = summary;
  return [
    ...(summary.below_after_two_rounds === 'yes' ? [m.clinic_ask_below()] : []),
    ...overuse.map(({ drug_class, days, month, limit }) =>
      m.clinic_ask_overuse({ class: classOf(drug_class), days, month: monthName(month), limit }),
    ),
    ...(judged?.wear_off === 'yes' ? [m.clinic_ask_wear_off({ round: judged.number })] : []),
    ...gap_questions.map(({ after_round, days }) => m.clinic_ask_gap({ round: after_round, days })),
    ...(conflicts > 0 ? [m.clinic_ask_conflicts({ days: conflicts })] : []),
    ...(days_needed ? [m.clinic_ask_needed({ days: days_needed.days, day: shortDay(days_needed.by) })] : []),
    ...(symptoms_unsaid > 0 ? [m.clinic_ask_unsaid({ days: symptoms_unsaid })] : []),
    ...(verdict_changed ? [m.clinic_ask_changed({ round: verdict_changed.number })] : []),
  ];
}
