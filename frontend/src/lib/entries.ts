/** What the four answers make of an entry. Pure: no store, no clock. */

import { ofAHeadache, plainEntry, type Entry, type Intensity } from './rules/entry.ts';

/** The one question's answers. The first one says "no painkiller" too. */
export const answers = ['free', 'mild', 'moderate', 'severe'] as const;
export type DayAnswer = (typeof answers)[number];

/** Which answer an entry shows; `unsaid` for a headache without a strength. */
export function answerOf(entry: Entry): DayAnswer | 'unsaid' {
  return entry.headache ? (entry.peak_intensity ?? 'unsaid') : 'free';
}

/** The entry that one tap saves; what was said of the day before stays where it still can be true. */
export function answered(answer: DayAnswer, before: Entry | null): Entry {
  return answer === 'free' ? headacheFree(before) : withHeadache(answer, before);
}

function headacheFree(before: Entry | null): Entry {
  const cleared = Object.fromEntries(ofAHeadache.map((field) => [field, null]));
  return { ...(before ?? plainEntry(false)), ...cleared, headache: false, acute_medications: [] } as Entry;
}

function withHeadache(peak_intensity: Intensity, before: Entry | null): Entry {
  if (!before) return { ...plainEntry(true), peak_intensity };
  // "No headache, no painkiller" was one answer: with a headache nothing is said of painkillers any more.
  const none = !before.headache && before.acute_medications?.length === 0;
  const acute_medications = none ? null : before.acute_medications;
  return { ...before, headache: true, peak_intensity, acute_medications };
}

/** The same as another day: everything but the note, the medicines' ids, and how far they helped. */
export function sameAs(other: Entry, id: () => string): Entry {
  const taken = other.acute_medications?.map((medication) => ({ ...medication, id: id(), relief: null })) ?? null;
  return { ...other, acute_medications: taken, note: null };
}
