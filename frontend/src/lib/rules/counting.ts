/** What a count is worth: rates per 28 days with their bounds, and sufficiency. Twin of app/rules/counting.py. */

import type { Entry } from './entry.ts';
import { dayAnswers, measures, type Measure } from './measures.ts';
import { daysOf, lengthOf, type Day, type Period } from './periods.ts';

export type Sufficiency = 'valid' | 'provisional' | 'insufficient';

/** One measure in one period: days that answered yes, those that answered no, and all days. */
interface Counts {
  yes: number;
  no: number;
  days: number;
}

/** Figures as on the wire: rounded to one decimal, halves away from zero; null where they are not given. */
interface Figures {
  count: number;
  at_most: number;
  known: number;
  sufficiency: Sufficiency;
  per_28: number | null;
  per_28_at_least: number | null;
  per_28_at_most: number | null;
}

/** `valid` from 20 known days of 28 (PREEMPT), `provisional` from 14 of 28 (CHARM), or in proportion. */
function sufficiency(counts: Counts): Sufficiency {
  const known = counts.yes + counts.no;
  if (known === 0) return 'insufficient';
  if (7 * known >= 5 * counts.days) return 'valid';
  return 2 * known >= counts.days ? 'provisional' : 'insufficient';
}

/** The fewest logged days that make a period of so many days `valid`. */
export function neededForVerdict(days: number): number {
  return Math.ceil((5 * days) / 7);
}

/** The fewest logged days that give a period of so many days a figure at all. */
export function neededForFigure(days: number): number {
  return Math.ceil(days / 2);
}

/** One decimal, halves away from zero, from whole numbers: no comparison ever uses it. */
function rounded(numerator: number, denominator: number): number {
  const tenths = Math.floor((20 * Math.abs(numerator) + denominator) / (2 * denominator));
  return tenths === 0 ? 0 : (Math.sign(numerator) * tenths) / 10;
}

/** A count with its rate and bounds. */
function figures(counts: Counts): Figures {
  const known = counts.yes + counts.no;
  const at_most = counts.days - counts.no;
  const worth = sufficiency(counts);
  const given = worth !== 'insufficient';
  return {
    count: counts.yes,
    at_most,
    known,
    sufficiency: worth,
    per_28: given ? rounded(28 * counts.yes, known) : null,
    per_28_at_least: given ? rounded(28 * counts.yes, counts.days) : null,
    per_28_at_most: given ? rounded(28 * at_most, counts.days) : null,
  };
}

/** What was said in a period: its days, its logged days, and every measure's figures. */
export interface PeriodCounts {
  days: number;
  loggedDays: number;
  measures: Record<Measure, Figures>;
}

/** Count every measure in a period; a day without an entry is unknown to all. */
export function countPeriod(entries: ReadonlyMap<Day, Entry>, period: Period): PeriodCounts {
  const days = lengthOf(period);
  const logged = daysOf(period).flatMap((day) => entries.get(day) ?? []);
  const answered = logged.map(dayAnswers);
  const count = (measure: Measure): Figures =>
    figures({
      yes: answered.filter((answers) => answers[measure] === true).length,
      no: answered.filter((answers) => answers[measure] === false).length,
      days,
    });
  const counted = measures.map((measure) => [measure, count(measure)] as const);
  return {
    days,
    loggedDays: logged.length,
    measures: Object.fromEntries(counted) as Record<Measure, Figures>,
  };
}
