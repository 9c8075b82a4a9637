/** What the four answers and the sheet make of an entry. Pure: no store, no clock. */

import { ofAHeadache, plainEntry, type Entry, type Intensity, type Medication } from './rules/entry.ts';
import type { Day } from './rules/periods.ts';

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

/** The same as another day: everything but the note and the medicines' ids. */
export function sameAs(other: Entry, id: () => string): Entry {
  const taken = other.acute_medications?.map((medication) => ({ ...medication, id: id() })) ?? null;
  return { ...other, acute_medications: taken, note: null };
}

/** A medicine of the person's own list: its latest use first. */
export interface OwnMedicine {
  name: string;
  drug_class: Medication['drug_class'];
  lastOn: Day;
}

/** The medicines used so far, last used first; the same name is one medicine. */
export function ownMedicines(entries: ReadonlyMap<Day, Entry>): OwnMedicine[] {
  const known = new Map<string, OwnMedicine>();
  for (const [day, entry] of entries) {
    for (const { name, drug_class } of entry.acute_medications ?? []) {
      const before = known.get(name);
      if (!before || before.lastOn < day) known.set(name, { name, drug_class, lastOn: day });
    }
  }
  return [...known.values()].sort((one, other) => other.lastOn.localeCompare(one.lastOn));
}

/** The triggers used so far, most used first. */
export function ownTriggers(entries: ReadonlyMap<Day, Entry>): string[] {
  const uses = new Map<string, number>();
  for (const entry of entries.values()) {
    for (const trigger of entry.triggers) uses.set(trigger, (uses.get(trigger) ?? 0) + 1);
  }
  return [...uses.keys()].sort((one, other) => (uses.get(other) ?? 0) - (uses.get(one) ?? 0));
}
