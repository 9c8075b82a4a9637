/** Headache days of which too little was said to tell whether they were migraine days. Pure. */

import type { Entry } from '../rules/entry.ts';
import { dayAnswers } from '../rules/measures.ts';
import { shifted, type Day } from '../rules/periods.ts';

/** As long as a round: what lies further back is hardly remembered. */
const LOOKED_BACK_DAYS = 84;

/** Such days of the last twelve weeks, the latest first. */
export function symptomsUnsaid(entries: ReadonlyMap<Day, Entry>, today: Day): Day[] {
  const first = shifted(today, 1 - LOOKED_BACK_DAYS);
  return [...entries]
    .filter(([day, entry]) => day >= first && day <= today && entry.headache && dayAnswers(entry).migraine === null)
    .map(([day]) => day)
    .sort()
    .reverse();
}
