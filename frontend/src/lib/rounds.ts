/** Injection rounds as the phone needs them: numbers, top-ups, next due. Twin of app/rules/injection_rounds.py. */

import { daysBetween, shifted, type Day } from './rules/periods.ts';
import type { Treatment } from './store/documents.ts';

const TOP_UP_DAYS = 14;

export interface Rounds {
  /** The number of the round that a session belongs to, with the earlier rounds. */
  numberOf: ReadonlyMap<Day, number>;
  /** Sessions that belong to a round that had begun up to 14 days before. */
  topUps: ReadonlySet<Day>;
  /** The start of the last round and the interval; null without a session. */
  nextDueOn: Day | null;
}

/** Sort the sessions into rounds: one within 14 days of its round's first session is a top-up. */
export function roundsOf(dates: readonly Day[], treatment: Treatment): Rounds {
  const numberOf = new Map<Day, number>();
  const topUps = new Set<Day>();
  let number = treatment.earlier_rounds;
  let start: Day | null = null;
  for (const day of [...new Set(dates)].sort()) {
    if (start !== null && daysBetween(start, day) <= TOP_UP_DAYS) {
      topUps.add(day);
    } else {
      number += 1;
      start = day;
    }
    numberOf.set(day, number);
  }
  const nextDueOn = start === null ? null : shifted(start, 7 * treatment.interval_weeks);
  return { numberOf, topUps, nextDueOn };
}
