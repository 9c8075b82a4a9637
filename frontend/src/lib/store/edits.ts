/** What an edit says and what it was made on. Pure: no database, no memory of what a page showed before. */

import { ofAHeadache } from '../rules/entry.ts';
import {
  baseRevision,
  difference,
  equal,
  groundOf,
  laid,
  seen,
  type Held,
  type Kind,
  type Operation,
  type Queued,
  type Values,
} from './documents.ts';

type Fields = Record<string, unknown>;
type Said = Pick<Operation, 'set' | 'delete'>;

/** What a form began from: the revision and the values that were shown. */
export interface Ground<V> {
  revision: number | null;
  values: V | null;
}

/** What an action does to one document's edits: some go, one may come. */
export interface Plan {
  /** Places in the outbox of the edits that go. */
  gone: number[];
  operation: Operation | null;
  /** What was shown before. */
  before: Values | null;
}

/** One document and what is done with it, seen from what the phone holds at that moment. */
export interface Action {
  kind: Kind;
  key: string;
  plan(held: Held): Plan;
}

/** Fields that say something together: an edit of one carries them all, and they are merged as one. */
const GROUPS: Partial<Record<Kind, readonly string[]>> = {
  day: ['headache', ...ofAHeadache],
  circumstance: ['began_on', 'ended_on'],
};

/** Change what is shown; `by` answers null to leave it. */
export function changing<V extends Values>(kind: Kind, key: string, by: (values: V | null) => V | null): Action {
  return action(kind, key, (held) => {
    const before = seen(held);
    const values = by(before as V | null);
    const set = values === null ? {} : difference(before, values);
    return Object.keys(set).length > 0 ? edit(kind, key, held, { set, delete: false }) : nothing(before);
  });
}

/** Say the fields that a form changed, on what it began from. */
export function saving<V extends Values>(kind: Kind, key: string, values: V, on: Ground<V>): Action {
  const set: Fields = difference(on.values, values);
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

/** What is taken back: an edit, what was shown before it, and the fields said in it and after it. */
export interface Undone {
  kind: Kind;
  key: string;
  operation_id: string;
  before: Values | null;
  fields: readonly string[];
}

/**
 * Take an edit back, with what was said on top of it. While the server can have heard none of that it goes; otherwise
 * what was shown before is said again.
 */
export function undoing({ kind, key, operation_id, before, fields }: Undone): Action {
  return action(kind, key, (held) => {
    const first = held.edits.find((one) => one.operation_id === operation_id);
    const later = held.edits.filter(({ seq }) => first && seq >= first.seq);
    const now = seen(held);
    if (later.length > 0 && !later.some(({ sent }) => sent)) {
      return { ...nothing(now), gone: later.map(({ seq }) => seq) };
    }
    if (before === null) return removing(kind, key).plan(held);
    const names = now === null ? Object.keys(before) : whole(kind, fields);
    const back = Object.fromEntries(names.map((field) => [field, (before as unknown as Fields)[field]]));
    const set = difference(now, { ...(now ?? before), ...back } as Values);
    return Object.keys(set).length > 0 ? edit(kind, key, held, { set, delete: false }) : nothing(now);
  });
}

const action = (kind: Kind, key: string, plan: Action['plan']): Action => ({ kind, key, plan });
const nothing = (before: Values | null): Plan => ({ gone: [], operation: null, before });

/** One edit more, with all that is refused of this document and what was said after that: a correction says it again. */
function edit(kind: Kind, key: string, held: Held, said: Said, on?: Ground<Values>): Plan {
  const own = held.edits.filter((one) => !one.again);
  const from = own.findIndex((one) => one.refused);
  const folded = from < 0 ? [] : own.slice(from);
  const ground = on && from < 0 ? on.values : folded.length > 0 ? beneath(held, folded) : seen(held);
  const base_revision = on && from < 0 ? on.revision : baseRevision(held);
  const { set, delete: gone } = [...folded, said].reduce(folding, { set: {}, delete: false });
  return {
    gone: folded.filter((one) => one.refused || !one.sent).map(({ seq }) => seq),
    operation: {
      operation_id: crypto.randomUUID(),
      kind,
      key,
      base_revision,
      base_values: ground,
      set: gone ? {} : plain(grouped(kind, set, laid(ground, { set, delete: false }))),
      delete: gone,
      made_at: new Date().toISOString(),
      time_zone: timeZone(),
    },
    before: seen(held),
  };
}

/**
 * What these edits were made on; the first of them is refused. With nothing else waiting they lie on what was told
 * last: in the fields that they name the person has not seen that, but what was there when they were made.
 */
function beneath(held: Held, folded: readonly Queued[]): Values | null {
  const [first] = folded;
  const { values, on } = groundOf(held);
  const earlier = on.filter(({ seq }) => first && seq < first.seq);
  if (earlier.length > 0) return earlier.reduce(laid, values);
  const base = first?.base_values;
  if (base === undefined) return values;
  if (values === null || !folded.every((one) => one.refused)) return base;
  return folded.toReversed().reduce<Values>((below, one) => ({ ...below, ...pickedFrom(one.base_values, one) }), values);
}

function pickedFrom(values: Values | null | undefined, { kind, set }: Queued): Fields {
  if (!values) return {};
  const all = values as unknown as Fields;
  return Object.fromEntries(whole(kind, Object.keys(set)).map((name) => [name, all[name]]));
}

function folding(before: Said, { set, delete: gone }: Said): Said {
  return gone ? { set: {}, delete: true } : { set: { ...before.set, ...set }, delete: false };
}

/** The names, with the rest of their group where one of them belongs to it. */
export function whole(kind: Kind, names: readonly string[]): readonly string[] {
  const group = GROUPS[kind] ?? [];
  return names.some((name) => group.includes(name)) ? [...new Set([...names, ...group])] : names;
}

/** An edit of any part of a group says the whole of it, as shown. */
function grouped(kind: Kind, set: Fields, shown: Values | null): Fields {
  const all = shown as unknown as Fields;
  const names = whole(kind, Object.keys(set)).filter((name) => all[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** Free of what a page wrapped around it. */
const plain = (fields: Fields): Fields => JSON.parse(JSON.stringify(fields)) as Fields;

/** This phone's zone by a name that everybody knows; some browsers have none to tell. */
export function timeZone(): string {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name && name !== 'Etc/Unknown' ? name : 'UTC';
}
