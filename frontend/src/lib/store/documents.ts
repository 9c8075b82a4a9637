/** What the diary on the phone consists of: documents as the server last told them, edits not yet sent. */

import type { Entry } from '../rules/entry.ts';
import type { Day } from '../rules/periods.ts';

export type Kind = 'day' | 'injection' | 'treatment' | 'circumstance';

export interface Site {
  muscle: string;
  side: 'left' | 'right' | 'midline';
  units: number;
  points: number;
}

/** One session of injections. */
export interface Injection {
  injected_on: Day;
  product: string | null;
  lot: string | null;
  total_units: number | null;
  sites: Site[] | null;
  clinic: string | null;
  note: string | null;
  /** What the patient says against what the clinic entered. */
  objection: string | null;
}

/** A preventive beside the injections, or something that happened. */
export interface Circumstance {
  kind: 'preventive' | 'life_event';
  name: string;
  dose: string | null;
  began_on: Day;
  /** The last day; null = it goes on. */
  ended_on: Day | null;
  note: string | null;
}

/** What the diary is told about the time before it, and the interval. */
export interface Treatment {
  headache_days_per_30: number | null;
  earlier_rounds: number;
  interval_weeks: number;
}

export const nothingSaid: Treatment = { headache_days_per_30: null, earlier_rounds: 0, interval_weeks: 12 };

export interface ValuesOf {
  day: Entry;
  injection: Injection;
  treatment: Treatment;
  circumstance: Circumstance;
}
export type Values = ValuesOf[Kind];

/** Which device said a value, and when; what is unknown is missing. */
export interface Source {
  device_id?: string | null;
  device_name?: string | null;
  made_at?: string | null;
}

/** What two devices said differently: the parts, and the values kept beside what is shown. */
export interface Conflict {
  parts: string[];
  others: ({ revision: number; values: Values } & Source)[];
  /** Who said what is shown, by part. */
  shown?: Record<string, Source>;
}

/** A document as the server last told it; `values` null = deleted there. */
export interface Document {
  kind: Kind;
  key: string;
  revision: number;
  values: Values | null;
  conflict: Conflict | null;
  /** The clinician whose value it is; none = one's own. */
  entered_by?: string | null;
}

/** An edit saved on this phone and not yet confirmed by the server, with its permanent id. */
export interface Operation {
  operation_id: string;
  kind: Kind;
  key: string;
  /** The revision that was told when the first edit of those that wait was made. */
  base_revision: number | null;
  /** What the person saw when making it; null = nothing, missing in an edit of the release before. */
  base_values?: Values | null;
  set: Record<string, unknown>;
  delete: boolean;
  made_at: string;
  time_zone: string;
  /** It was on its way at least once: the server may have it. */
  sent?: boolean;
  /** The server has it, as this revision, and has not told it as a change yet. */
  acknowledged?: number;
  /** A copy of what was held when the server was restored: of what is shown, or of what is kept beside it. */
  again?: 'shown' | 'beside';
  /** What the server refuses in it, until somebody changes it or it is taken after all. */
  refused?: Refusal[];
}

/** What the server refuses of one field. */
export interface Refusal {
  field: string;
  message: string;
  code?: string;
}

/** An operation in the outbox: `seq` is the order in which the edits were made. */
export interface Queued extends Operation {
  seq: number;
}

/** All that the phone holds of one document: what the server told, and its own edits in their order. */
export interface Held {
  told: Document | undefined;
  edits: readonly Queued[];
}

/** A document as the person sees it: the server's, or what the first waiting edit was made on, with the edits laid over it. */
export interface Shown<V> {
  key: string;
  values: V;
  /** The revision that an edit made now is based on. */
  revision: number | null;
  /** Edits of it that are on this phone only. */
  pending: number;
  conflict: Conflict | null;
  entered_by: string | null;
}

/** "kind key": where a document stands. */
export const addressOf = ({ kind, key }: { kind: Kind; key: string }): string => `${kind} ${key}`;

/** What an edit makes of a document. */
export function laid(values: Values | null, edit: Pick<Operation, 'set' | 'delete'>): Values | null {
  return edit.delete ? null : ({ ...values, ...edit.set } as Values);
}

/**
 * What the edits of a document lie on, and those of them that lie on it, in their order.
 *
 * That is what the first edit that waits was made on: what was heard since does not slip under it. An edit that the
 * server refuses may stay for long: with nothing else waiting it lies on what was told last.
 */
export function groundOf({ told, edits }: Held): { values: Values | null; on: readonly Queued[] } {
  const own = edits.filter((edit) => !edit.again);
  const first = own.findIndex((edit) => !edit.refused);
  const base = own[first]?.base_values;
  if (base !== undefined) return { values: base, on: own.slice(first) };
  const copy = edits.findLast((edit) => edit.again === 'shown');
  return { values: copy ? laid(null, copy) : (told?.values ?? null), on: own };
}

/** The values that the person sees; null = there is nothing. */
export function seen(held: Held): Values | null {
  const { values, on } = groundOf(held);
  return on.reduce(laid, values);
}

/** The revision that an edit made now is based on: what was told when the first edit that waits was made. */
export function baseRevision({ told, edits }: Held): number | null {
  const first = edits.find((edit) => !edit.again);
  return first ? first.base_revision : (told?.revision ?? null);
}

/** A document as the person sees it; null when nothing is left to show. */
export function overlay<V extends Values>(key: string, held: Held): Shown<V> | null {
  const values = seen(held);
  if (values === null) return null;
  const { told, edits } = held;
  return {
    key,
    values: values as V,
    revision: baseRevision(held),
    pending: edits.filter((edit) => edit.acknowledged === undefined).length,
    conflict: edits.length > 0 ? null : (told?.conflict ?? null),
    entered_by: told?.entered_by ?? null,
  };
}

/** The fields of `values` that differ from what was there: what an edit says. */
export function difference<V extends Values>(before: V | null, values: V): Partial<V> {
  const changed = Object.entries(values).filter(
    ([field, value]) => before === null || !equal(value, before[field as keyof V]),
  );
  return Object.fromEntries(changed) as Partial<V>;
}

/** Whether two values of a field say the same. */
export function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
