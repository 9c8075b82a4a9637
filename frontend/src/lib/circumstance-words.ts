/** Preventives and life events in plain words. */

import { m } from './paraglide/messages.js';
import type { Day } from './rules/periods.ts';
import type { Circumstance } from './store/documents.ts';
import { fullDay } from './words.ts';

export const kindName: Record<Circumstance['kind'], () => string> = {
  preventive: m.circumstance_preventive,
  life_event: m.circumstance_life_event,
};

/** Topiramate 50 mg. */
export const nameOf = ({ name, dose }: Pick<Circumstance, 'name' | 'dose'>): string =>
  [name, dose].filter(Boolean).join(' ');

/** Since 10 July 2026; or both days where it has ended. */
export const daysOf = (began_on: Day, ended_on: Day | null): string =>
  ended_on === null
    ? m.course_since_day({ day: fullDay(began_on) })
    : m.course_from_to({ first: fullDay(began_on), last: fullDay(ended_on) });
