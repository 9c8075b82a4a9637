/** What an edit says and what it was made on. Pure: no database, no memory of what a page showed before. */

import { sound } from '../rules/checks.ts';
import { ofAHeadache } from '../rules/entry.ts';
import { usableZone } from '../zone.ts';
import {
  baseRevision,
  difference,
  groundOf,
  laid,
  seen,
  type Held,
  type Kind,
  type Operation,
  type Queued,
  type Values,
} from './documents.ts';

export type Fields = Record<string, unknown>;
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
    const set = values === null ? {} : said(kind, key, before, values);
    return Object.keys(set).length > 0 ? edit(kind, key, held, { set, delete: false }) : nothing(before);
  });
}

/** The fields that differ from what was there, clean and sound. Unsound when they may not be said. */
export function said(kind: Kind, key: string, before: Values | null, values: Values): Fields {
  const set = sound(kind, key, before, plain(difference(before, values)));
  return difference(before, { ...before, ...set } as Values);
}

export const action = (kind: Kind, key: string, plan: Action['plan']): Action => ({ kind, key, plan });
export const nothing = (before: Values | null): Plan => ({ gone: [], operation: null, before });

/** One edit more, with all that is refused of this document and what was said after that: a correction says it again. */
export function edit(kind: Kind, key: string, held: Held, said: Said, on?: Ground<Values>): Plan {
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
      time_zone: usableZone(),
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
