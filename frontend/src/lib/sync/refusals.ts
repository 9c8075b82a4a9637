/** What becomes of an edit that the server refuses. Pure: no database, no network, no clock. */

import { faultsOf, fieldOf } from '../rules/checks.ts';
import { ofAHeadache } from '../rules/entry.ts';
import type { Operation } from '../store/documents.ts';

/** One thing that the server refuses; servers of before say no code. */
export interface Refusal {
  field: string;
  message: string;
  code?: string;
}

const LAST_DAY = '9999-12-31';

/** Fields that are true together or not at all. */
const TOGETHER: readonly (readonly string[])[] = [
  ['headache', ...ofAHeadache],
  ['began_on', 'ended_on'],
];

/** The fields of an edit that faults name, with those that go along; none when a fault lies in no field of it. */
function fieldsIn(said: Operation['set'], faults: readonly Pick<Refusal, 'field'>[]): Set<string> {
  const named = faults.map(fieldOf);
  if (!named.every((field) => field in said)) return new Set();
  const along = TOGETHER.filter((group) => group.some((field) => named.includes(field))).flat();
  return new Set([...named, ...along]);
}

function pick(set: Operation['set'], wanted: (field: string) => boolean): Operation['set'] {
  return Object.fromEntries(Object.entries(set).filter(([field]) => wanted(field)));
}

/**
 * A refused edit in two: the fields that nobody refuses, to be sent under its id, and what stays until somebody
 * corrects it, under the id given. Where it cannot be parted, all of it stays.
 */
export function parted<O extends Operation>(edit: O, refused: Refusal[], id: string): { sound: O | null; kept: O } {
  const { sent: _sent, retry: _retry, ...plain } = edit as Operation;
  const bad = fieldsIn(edit.set, refused);
  const rest = pick(edit.set, (field) => !bad.has(field));
  if (edit.delete || edit.again || bad.size === 0 || Object.keys(rest).length === 0) {
    return { sound: null, kept: { ...plain, refused } as O };
  }
  const { refused: _refused, ...sound } = plain;
  const kept = pick(edit.set, (field) => bad.has(field));
  return {
    sound: { ...sound, set: rest } as O,
    kept: { ...plain, operation_id: id, set: kept, refused } as O,
  };
}

/**
 * What is left of a refused edit when the person says these fields anew, and what goes along with them: the fields
 * that are refused stay as they are, the others never had a fault of their own.
 */
export function corrected(edit: Operation, said: Operation['set']): { left: Operation['set']; along: Operation['set'] } {
  const bad = fieldsIn(edit.set, edit.refused ?? []);
  const left = pick(edit.set, (field) => bad.has(field) && !(field in said));
  const along = pick(edit.set, (field) => !bad.has(field) && !(field in said));
  return { left, along };
}

/**
 * Whether a refused edit may pass later as it is: this phone finds nothing wrong with what it says, so the server's
 * clock, its limits or its release may be the reason.
 */
export function mayPassLater({ kind, key, set, delete: isDelete, base_values }: Operation): boolean {
  const faults = isDelete ? [] : faultsOf(kind, key, { ...base_values, ...set }, LAST_DAY);
  return !faults.some((fault) => fieldOf(fault) in set);
}
