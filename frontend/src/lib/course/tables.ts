/** The course's tables: all periods of all rounds, symptoms and relief against before, medicines by month. Pure. */

import type { components } from '../api/schema.d.ts';
import type { Course } from '../api/schemas.ts';
import { className } from '../medicine-words.ts';
import { m } from '../paraglide/messages.js';
import type { DrugClass, Feature } from '../rules/entry.ts';
import { shifted } from '../rules/periods.ts';
import { symptomNames } from '../symptom-words.ts';
import { percentText, shortSpan } from '../trends/round-words.ts';
import { monthName, oneDecimal } from '../words.ts';
import { headlineRound, rateWords } from './words.ts';

type Schemas = components['schemas'];
type Report = Course['treatment_report'];
type PeriodName = keyof Report['rounds'][number]['periods'];

const periods: Record<string, () => string> = {
  before_round: m.course_before_round,
  weeks_1_4: m.trends_weeks_1_4,
  weeks_5_8: m.trends_weeks_5_8,
  weeks_9_12: m.trends_weeks_9_12,
  last_28: m.trends_last_28,
  whole_round: m.course_whole_round,
  after_onset: m.course_after_onset,
  beyond_12_weeks: m.course_beyond,
};

/** Every period of every round that there is: days per 28 with bounds, reduction with bounds. */
export function periodRows(report: Report): string[][] {
  return report.rounds.toReversed().flatMap((round) =>
    Object.entries(periods).flatMap(([name, words]) => {
      const period = round.periods[name as PeriodName];
      const measure = period?.measures[report.headline_measure];
      const reduction = period?.reductions[report.headline_measure];
      if (!period || !measure || !reduction) return [];
      return [
        [
          `${m.course_round({ round: round.number })}, ${words()}`,
          shortSpan(period.start, shifted(period.end, -1)),
          m.trends_of({ logged: period.logged_days, days: period.days }),
          rateWords(measure),
          reductionWords(reduction),
        ],
      ];
    }),
  );
}

function reductionWords({ percent, at_least, at_most }: Schemas['ReductionOut']): string {
  if (percent === null) return m.course_no_figure();
  const told = percentText(percent);
  if (at_least === null || at_most === null || at_least === at_most) return told;
  return `${told} (${m.clinic_bounds({ least: percentText(at_least), most: percentText(at_most) })})`;
}

const effects: Record<string, () => string> = {
  migraine: m.course_migraine,
  moderate_severe: m.course_moderate_severe,
  headache_free: m.course_headache_free,
  acute_medication: m.course_acute,
};
const SYMPTOMS: readonly Feature[] = ['nausea', 'vomiting', 'photophobia', 'phonophobia', 'osmophobia'];

/** Symptom days and the like, before and in the last 28 days of the round that the page speaks of. */
export function effectRows(report: Report): { after: number; rows: string[][] } | null {
  const round = headlineRound(report);
  const last = round?.periods.last_28;
  if (!round || !last) return null;
  const names = {
    ...effects,
    ...Object.fromEntries(
      SYMPTOMS.map((one) => [`symptom:${one}`, () => m.course_days_with({ symptom: symptomNames[one]() })]),
    ),
  };
  const rows = Object.entries(names).map(([name, words]) => {
    const [before, after] = [report.baseline.measures[name], last.measures[name]];
    const change = last.reductions[name]?.change_per_28 ?? null;
    return [words(), before ? rateWords(before) : '–', after ? rateWords(after) : '–', changeWords(change)];
  });
  return { after: round.number, rows };
}

function changeWords(change: number | null): string {
  if (change === null) return '–';
  const days = oneDecimal(Math.abs(change));
  return change > 0 ? m.course_change_more({ days }) : m.course_change_fewer({ days });
}

const reliefs = {
  full: m.course_relief_full,
  partial: m.course_relief_partial,
  none: m.course_relief_none,
  not_said: m.course_relief_not_said,
};

/** How many medicines gave which relief, before and after. */
export function reliefRows({ course, treatment_report: report }: Course): string[][] {
  const after = headlineRound(report)?.periods.last_28?.relief;
  if (!after) return [];
  return (Object.keys(reliefs) as (keyof typeof reliefs)[]).map((name) => [
    reliefs[name](),
    course.baseline_relief ? String(course.baseline_relief[name]) : '–',
    String(after[name]),
  ]);
}

/** Medicine days of each month by class, at most so many more as nothing was said of. */
export function medicineRows({ medicine_classes, medicine_months }: Course['course']): { columns: string[]; rows: string[][] } {
  const limits = medicine_classes.map(({ drug_class, limit }) => `${className(drug_class as DrugClass)}, ${limitWords(limit)}`);
  const level = { reached: m.course_limit_reached, possible: m.course_limit_possible };
  return {
    columns: [m.trends_month(), m.course_any_medicine(), ...limits, m.course_unsaid_days()],
    rows: medicine_months.toReversed().map((month) => [
      monthName(month.month),
      String(month.any),
      ...medicine_classes.map(({ drug_class }) => {
        const told = month.classes.find((one) => one.drug_class === drug_class);
        return [told?.count ?? 0, told?.level && level[told.level]()].filter((one) => one !== null && one !== undefined).join(', ');
      }),
      String(month.unsaid_days),
    ]),
  };
}

export const limitWords = (limit: number | null): string =>
  limit === null ? m.course_no_limit() : m.course_limit({ limit });
