/** The running round, from the phone's own days: how far it is, and what its last four weeks still need. Pure. */

import { roundsOf } from '../rounds.ts';
import { neededForVerdict } from '../rules/counting.ts';
import type { Entry } from '../rules/entry.ts';
import { daysBetween, daysOf, shifted, type Day, type Period } from '../rules/periods.ts';
import type { Treatment } from '../store/documents.ts';

const ROUND_DAYS = 84;
const LAST_DAYS = 28;
const ONSET_DAYS = 14;

export interface RunningRound {
  number: number;
  start: Day;
  /** 1 to 12. */
  week: number;
  /** Whether relief may still be on its way (up to 14 days). */
  beforeOnset: boolean;
  /** The 28 days that the result rests on. */
  last: Period;
  /** Whether these have begun. */
  counting: boolean;
  needed: number;
  logged: number;
  /** Days of them that are still to come, today too while nothing is said of it. */
  left: number;
  /** Past days of them that are not logged: they can still be filled in. */
  gaps: number;
}

/** The round that runs today; null without one, and once its twelve weeks are over. */
export function runningRound(
  sessions: readonly Day[],
  treatment: Treatment,
  entries: ReadonlyMap<Day, Entry>,
  today: Day,
): RunningRound | null {
  const { numberOf, topUps } = roundsOf(sessions.filter((day) => day <= today), treatment);
  const start = [...numberOf.keys()].filter((day) => !topUps.has(day)).at(-1);
  if (start === undefined || daysBetween(start, today) >= ROUND_DAYS) return null;
  const last = { start: shifted(start, ROUND_DAYS - LAST_DAYS), end: shifted(start, ROUND_DAYS) };
  const open = daysOf(last).filter((day) => !entries.has(day));
  const left = open.filter((day) => day >= today).length;
  return {
    number: numberOf.get(start) ?? 0,
    start,
    week: Math.floor(daysBetween(start, today) / 7) + 1,
    beforeOnset: daysBetween(start, today) < ONSET_DAYS,
    last,
    counting: today >= last.start,
    needed: neededForVerdict(LAST_DAYS),
    logged: LAST_DAYS - open.length,
    left,
    gaps: open.length - left,
  };
}
