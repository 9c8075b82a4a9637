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
  base_revision: number | null;
  set: Record<string, unknown>;
  delete: boolean;
  made_at: string;
  time_zone: string;
  /** It was on its way at least once: the server may have it. */
  sent?: boolean;
  /** A copy of what was held when the server was restored: of what is shown, or of what is kept beside it. */
  again?: 'shown' | 'beside';
  /** What the server refuses in it, until somebody changes it. */
  refused?: { field: string; message: string }[];
}

/** An operation in the outbox: `seq` is the order in which the edits were made. */
export interface Queued extends Operation {
  seq: number;
}

/** A document as the person sees it: the server's, with the pending edits laid over it. */
export interface Shown<V> {
  key: string;
  values: V;
  revision: number | null;
  /** Edits of it that are on this phone only. */
  pending: number;
  conflict: Conflict | null;
  entered_by: string | null;
}

/** Lay pending edits of one document over what the server told of it; null when nothing is left to show. */
export function overlay<V extends Values>(
  key: string,
  told: Document | undefined,
  pending: readonly Operation[],
): Shown<V> | null {
  let values: unknown = told?.values ?? null;
  for (const edit of pending) {
    if (edit.again === 'beside') continue;
    values = edit.delete ? null : { ...(values as object | null), ...edit.set };
  }
  if (values === null) return null;
  const conflict = pending.length > 0 ? null : (told?.conflict ?? null);
  return {
    key,
    values: values as V,
    revision: told?.revision ?? null,
    pending: pending.length,
    conflict,
    entered_by: told?.entered_by ?? null,
  };
}

/** Every document of a kind as the person sees it, by its key; `told` is keyed by "kind key". */
export function shownAll<V extends Values>(
  kind: Kind,
  told: ReadonlyMap<string, Document>,
  queued: readonly Operation[],
): Map<string, Shown<V>> {
  const pending = Map.groupBy(
    queued.filter((edit) => edit.kind === kind),
    (edit) => edit.key,
  );
  const known = [...told.values()].filter((document) => document.kind === kind);
  const shown = new Map<string, Shown<V>>();
  for (const key of new Set([...known.map((document) => document.key), ...pending.keys()])) {
    const one = overlay<V>(key, told.get(`${kind} ${key}`), pending.get(key) ?? []);
    if (one) shown.set(key, one);
  }
  return shown;
}

/** What two devices said differently and nobody has settled, on this phone either. */
export function disagreed(told: ReadonlyMap<string, Document>, queued: readonly Operation[]): Document[] {
  const pending = new Set(queued.map(({ kind, key }) => `${kind} ${key}`));
  return [...told.values()].filter(
    ({ kind, key, values, conflict }) => conflict && values && !pending.has(`${kind} ${key}`),
  );
}

/** The fields of `values` that differ from what was there: what an edit says. */
export function difference<V extends Values>(before: V | null, values: V): Partial<V> {
  const changed = Object.entries(values).filter(
    ([field, value]) => before === null || !equal(value, before[field as keyof V]),
  );
  return Object.fromEntries(changed) as Partial<V>;
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
