/** What is said less often than by a tap: a form, a choice, a removal, and what is taken back. */

import { difference, equal, seen, type Kind, type Queued, type Values } from './documents.ts';
import { action, edit, nothing, said, whole, type Action, type Fields, type Ground } from './edits.ts';

/** Say the fields that a form changed, on what it began from. */
export function saving<V extends Values>(kind: Kind, key: string, values: V, on: Ground<V>): Action {
  const set = said(kind, key, on.values, values);
  return action(kind, key, (held) => {
    const now = seen(held);
    if (Object.keys(set).length === 0) return nothing(now);
    // Where nobody changed these fields since, what is shown now is as good a base and hides nothing of others.
    const same = (field: string) => equal((on.values as unknown as Fields | null)?.[field], (now as unknown as Fields | null)?.[field]);
    const moved = (now === null) !== (on.values === null) || !whole(kind, Object.keys(set)).every(same);
    return edit(kind, key, held, { set, delete: false }, moved ? on : undefined);
  });
}

/** Say all of a document once more: the choice between what devices said differently. */
export function picking(kind: Kind, key: string, values: Values): Action {
  return action(kind, key, (held) => edit(kind, key, held, { set: { ...values }, delete: false }));
}

/** Make a document be gone. */
export function removing(kind: Kind, key: string): Action {
  return action(kind, key, (held) =>
    seen(held) === null ? nothing(null) : edit(kind, key, held, { set: {}, delete: true }),
  );
}

/** A save of this page: the edit, and the fields that it says. */
export interface SaidHere {
  kind: Kind;
  key: string;
  operation_id: string;
  fields: readonly string[];
}

/** What is taken back: an edit, what was shown before it, and the fields said in it and after it. */
export interface Undone extends SaidHere {
  before: Values | null;
}

/** Take saves back, the last first; `said` is all that this page has saved, in its order. */
export function undoingAll(receipts: readonly Omit<Undone, 'fields'>[], said: readonly SaidHere[]): Action[] {
  const real = receipts.filter(({ operation_id }) => operation_id !== '');
  return real.toReversed().map((receipt) => undoing({ ...receipt, fields: fieldsSince(receipt, said) }));
}

function fieldsSince({ kind, key, operation_id, before }: Omit<Undone, 'fields'>, said: readonly SaidHere[]): string[] {
  const same = said.filter((one) => one.kind === kind && one.key === key);
  const first = same.findIndex((one) => one.operation_id === operation_id);
  return first < 0 ? Object.keys(before ?? {}) : same.slice(first).flatMap(({ fields }) => fields);
}

/** Whether an edit says anew what was refused before it: then it was made on less than what was shown. */
const hasFolded = ({ base_values }: Queued, before: Values | null): boolean =>
  base_values !== undefined && !equal(base_values, before);

/**
 * Take an edit back, with what was said on top of it. While the server can have heard none of that it goes, unless
 * what was refused before stands in it alone; otherwise what was shown before is said again.
 */
export function undoing({ kind, key, operation_id, before, fields }: Undone): Action {
  return action(kind, key, (held) => {
    const first = held.edits.find((one) => one.operation_id === operation_id);
    const later = held.edits.filter(({ seq }) => first && seq >= first.seq);
    const now = seen(held);
    const without = seen({ ...held, edits: held.edits.filter((one) => !later.includes(one)) });
    if (later.length > 0 && !later.some(({ sent }) => sent) && !(first && hasFolded(first, before) && !equal(without, before))) {
      return { ...nothing(now), gone: later.map(({ seq }) => seq) };
    }
    if (before === null) return removing(kind, key).plan(held);
    const names = now === null ? Object.keys(before) : whole(kind, fields);
    const back = Object.fromEntries(names.map((field) => [field, (before as unknown as Fields)[field]]));
    const set = difference(now, { ...(now ?? before), ...back } as Values);
    return Object.keys(set).length > 0 ? edit(kind, key, held, { set, delete: false }) : nothing(now);
  });
}
