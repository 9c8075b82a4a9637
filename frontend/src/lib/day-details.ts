/** What the sheet makes of an entry: medicines, symptoms, triggers. Pure: no store, no clock. */

import { features, type Entry, type Medication, type Relief } from './rules/entry.ts';
import type { Day } from './rules/periods.ts';

export const MOST_DOSES = 100;

/** Take one dose more (or less) of a medicine: up to 100; without a dose it is gone, and with the last one nothing is said. */
export function withDoses(entry: Entry, medicine: Pick<Medication, 'name' | 'drug_class'>, more: number, id: () => string): Entry {
  const before = entry.acute_medications ?? [];
  const taken = before.find(({ name }) => nameKey(name) === nameKey(medicine.name));
  const doses = (taken?.doses ?? 0) + more;
  if (doses > MOST_DOSES) return entry;
  const changed = taken
    ? before.map((one) => (one === taken ? { ...one, doses } : one)).filter((one) => one.doses > 0)
    : [...before, { id: id(), name: medicine.name.trim(), drug_class: medicine.drug_class, doses, relief: null }];
  return { ...entry, acute_medications: changed.length > 0 ? changed : null };
}

/** Say how far a medicine helped; null = not said. */
export function withRelief(entry: Entry, id: string, relief: Relief | null): Entry {
  const said = (one: Medication): Medication => ({ ...one, relief });
  const acute_medications = entry.acute_medications?.map((one) => (one.id === id ? said(one) : one)) ?? null;
  return { ...entry, acute_medications };
}

/** A feature that is not said becomes yes, yes becomes no, no becomes not said again. */
export function nextSaid(said: boolean | null): boolean | null {
  return said === null ? true : said ? false : null;
}

/** What was not said of the features is said to be absent. */
export function othersAbsent(entry: Entry): Entry {
  return { ...entry, ...Object.fromEntries(features.filter((one) => entry[one] === null).map((one) => [one, false])) };
}

/** A medicine of the person's own list: its latest use first. */
export interface OwnMedicine {
  name: string;
  drug_class: Medication['drug_class'];
  lastOn: Day;
}

/** What a medicine's name is compared by: "sumatriptan 50 mg " is "Sumatriptan 50 mg". */
export const nameKey = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();

/** The medicines used so far, last used first; the same name is one medicine. */
export function ownMedicines(entries: ReadonlyMap<Day, Entry>): OwnMedicine[] {
  const known = new Map<string, OwnMedicine>();
  for (const [day, entry] of entries) {
    for (const { name, drug_class } of entry.acute_medications ?? []) {
      const before = known.get(nameKey(name));
      if (!before || before.lastOn < day) known.set(nameKey(name), { name, drug_class, lastOn: day });
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
