/** The measures: one question to one day, answered yes, no or unknown. Twin of app/rules/measures.py. */

import { anyOf, atLeast, both, type Answer } from './answers.ts';
import type { Entry } from './entry.ts';

export const measures = [
  'headache',
  'headache_4h',
  'moderate_severe',
  'severe',
  'headache_free',
  'migraine',
  'definite_migraine',
  'acute_medication',
  'symptom:nausea',
  'symptom:vomiting',
  'symptom:photophobia',
  'symptom:phonophobia',
  'symptom:osmophobia',
] as const;
export type Measure = (typeof measures)[number];
export type Answers = Record<Measure, Answer>;

const LONG_MINUTES = 30;
const TRIAL_MINUTES = 240;
const SPECIFIC = new Set(['triptan', 'ergot', 'gepant', 'ditan']);

/** Every measure's answer for a logged day; an unlogged one answers unknown to all. */
export function dayAnswers(entry: Entry): Answers {
  const acute = entry.acute_medications === null ? null : entry.acute_medications.length > 0;
  const migraine = entry.headache ? migraineAnswers(entry) : [entry.aura, entry.aura];
  return {
    headache: entry.headache,
    headache_4h: ofHeadache(entry, longerThan(entry, TRIAL_MINUTES)),
    moderate_severe: ofHeadache(entry, moderateOrSevere(entry)),
    severe: ofHeadache(entry, entry.peak_intensity === null ? null : entry.peak_intensity === 'severe'),
    headache_free: !entry.headache,
    migraine: migraine[0] ?? null,
    definite_migraine: migraine[1] ?? null,
    acute_medication: acute,
    'symptom:nausea': ofHeadache(entry, entry.nausea),
    'symptom:vomiting': ofHeadache(entry, entry.vomiting),
    'symptom:photophobia': ofHeadache(entry, entry.photophobia),
    'symptom:phonophobia': ofHeadache(entry, entry.phonophobia),
    'symptom:osmophobia': ofHeadache(entry, entry.osmophobia),
  };
}

/** No on a headache-free day, else what is said of the headache. */
function ofHeadache(entry: Entry, answer: Answer): Answer {
  return entry.headache ? answer : false;
}

function longerThan(entry: Entry, minutes: number): Answer {
  return entry.duration_minutes === null ? null : entry.duration_minutes >= minutes;
}

function moderateOrSevere(entry: Entry): Answer {
  return entry.peak_intensity === null ? null : entry.peak_intensity !== 'mild';
}

/** `migraine` (with probable migraine: ICHD-3 1.5, PREEMPT) and `definite_migraine` of a day with headache. */
function migraineAnswers(entry: Entry): [Answer, Answer] {
  const taken = entry.acute_medications;
  const specific = taken === null ? null : taken.some((one) => SPECIFIC.has(one.drug_class));
  const typical = atLeast(
    2,
    entry.unilateral,
    entry.pulsating,
    moderateOrSevere(entry),
    entry.worse_with_activity,
  );
  const accompanied = anyOf(entry.nausea, entry.vomiting, both(entry.photophobia, entry.phonophobia));
  const criteria = [typical, accompanied, longerThan(entry, LONG_MINUTES)];
  return [
    anyOf(entry.aura, specific, atLeast(2, ...criteria)),
    anyOf(entry.aura, specific, atLeast(3, ...criteria)),
  ];
}
