/** Entering into another's diary, with permission: sessions, preventives and life events. */

import type { Ground } from '../store/edits.ts';
import type { Circumstance, Injection } from '../store/documents.ts';
import { ask, Refused } from './client.ts';

/** What is entered, by the place where the server keeps it. */
export interface EnteredIn {
  injections: Injection;
  circumstances: Circumstance;
}
type Place = keyof EnteredIn;

/** Somebody else changed the same fields, or deleted the document (`ground` null): nothing was saved. */
export interface Clash<V> {
  fields: (keyof V)[];
  ground: Ground<V> | null;
}

const MOST_TRIES = 3;
const FIELDS: { [P in Place]: readonly (keyof EnteredIn[P])[] } = {
  injections: ['injected_on', 'product', 'lot', 'total_units', 'sites', 'clinic', 'note', 'objection'],
  circumstances: ['kind', 'name', 'dose', 'began_on', 'ended_on', 'note'],
};
const at = (diary_id: string, place: Place, key: string): string => `/diaries/${diary_id}/${place}/${key}`;

/** One of them as it is now: what a form begins from. */
export async function groundOf<P extends Place>(diary_id: string, place: P, key: string): Promise<Ground<EnteredIn[P]>> {
  const document = await ask<EnteredIn[P] & { revision: number }>('GET', at(diary_id, place, key));
  const values = Object.fromEntries(FIELDS[place].map((field) => [field, document[field] ?? null]));
  return { revision: document.revision, values: values as unknown as EnteredIn[P] };
}

/**
 * Add one, or change what the form began from: only the fields that differ. Where somebody else has changed other
 * fields meanwhile, both stay; where it was the same ones, nothing is saved and the clash is the answer.
 */
export async function saveDocument<P extends Place>(
  [diary_id, place, key]: [string, P, string],
  values: EnteredIn[P],
  on: Ground<EnteredIn[P]>,
): Promise<Clash<EnteredIn[P]> | null> {
  const before = on.values;
  if (before === null) {
    await ask('PUT', at(diary_id, place, key), values);
    return null;
  }
  const changed = FIELDS[place].filter((field) => !isSame(values[field], before[field]));
  let now: Ground<EnteredIn[P]> | null = on;
  for (let tries = 0; tries < MOST_TRIES && now?.values; tries += 1) {
    const current = now.values;
    const fields = changed.filter((field) => !isSame(current[field], before[field]) && !isSame(current[field], values[field]));
    if (fields.length > 0) return { fields, ground: now };
    const set = Object.fromEntries(changed.map((field) => [field, values[field]]));
    if (await isTaken(diary_id, place, key, { ...current, ...set, revision: now.revision })) return null;
    now = await groundOf(diary_id, place, key).catch(nullWhenGone);
  }
  return { fields: changed, ground: now };
}

/** Take one back; it stays in the history. */
export const deleteDocument = (diary_id: string, place: Place, key: string): Promise<void> =>
  ask('DELETE', at(diary_id, place, key));

/** Whether the server took it; false when the revision is no longer the current one. */
async function isTaken(diary_id: string, place: Place, key: string, body: object): Promise<boolean> {
  try {
    await ask('PUT', at(diary_id, place, key), body);
    return true;
  } catch (fault) {
    if (fault instanceof Refused && (fault.status === 412 || fault.status === 404)) return false;
    throw fault;
  }
}

function nullWhenGone(fault: unknown): null {
  if (fault instanceof Refused && fault.status === 404) return null;
  throw fault;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
