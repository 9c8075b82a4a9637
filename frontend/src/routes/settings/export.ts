/** The phone's own copy as files. Pure: nothing is read, nothing is sent. */

import { features, type Entry, type Medication } from '#lib/rules/entry.ts';
import type { Day } from '#lib/rules/periods.ts';
import type { Circumstance, Conflict, Injection, Queued, Treatment } from '#lib/store/documents.ts';

/** Raised when the form of the JSON file changes. */
export const FORMAT_VERSION = 1;

const COLUMNS = [
  'day',
  'headache',
  'peak_intensity',
  'duration_minutes',
  ...features,
  'aura',
  'acute_medications',
  'triggers',
  'menstruation',
  'note',
] as const;

/** Everything on this phone. */
export interface Copy {
  exported_at: string;
  time_zone: string;
  diary_id: string | null;
  days: ReadonlyMap<Day, { values: Entry; conflict: Conflict | null }>;
  injections: readonly { key: string; values: Injection }[];
  circumstances: readonly { key: string; values: Circumstance }[];
  treatment: Treatment;
  outbox: readonly Queued[];
}

/** One JSON file with everything, for keeping. */
export function asJson(copy: Copy): string {
  const { exported_at, time_zone, diary_id, treatment, outbox } = copy;
  const days = inOrder(copy.days).map(([day, { values, conflict }]) => ({
    day,
    ...values,
    ...(conflict ? { conflict } : {}),
  }));
  const injections = copy.injections.map(({ key, values }) => ({ injection_id: key, ...values }));
  const circumstances = copy.circumstances.map(({ key, values }) => ({ circumstance_id: key, ...values }));
  const head = { format: 'headache-diary', version: FORMAT_VERSION, exported_at, time_zone, diary_id };
  return `${JSON.stringify({ ...head, treatment, days, injections, circumstances, outbox }, null, 2)}\n`;
}

/** The days as a table, as `headache-diary report` reads it: one row a day, what was not said is empty. */
export function asCsv(days: Copy['days']): string {
  const rows = inOrder(days).map(([day, { values }]) => COLUMNS.map((column) => cell(column, day, values)));
  return [COLUMNS, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function inOrder<T>(days: ReadonlyMap<Day, T>): [Day, T][] {
  return [...days].sort(([one], [other]) => (one < other ? -1 : 1));
}

function cell(column: (typeof COLUMNS)[number], day: Day, entry: Entry): string {
  if (column === 'day') return day;
  if (column === 'acute_medications') return medications(entry.acute_medications);
  if (column === 'triggers') return entry.triggers.map(item).join(';');
  const value = entry[column];
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '' : String(value);
}

/** `none`, or `class:name:doses:relief` joined by `;`. */
function medications(taken: readonly Medication[] | null): string {
  if (taken === null) return '';
  if (taken.length === 0) return 'none';
  return taken
    .map(({ drug_class, name, doses, relief }) => [drug_class, item(name), doses, relief ?? ''].join(':'))
    .join(';');
}

/** A text within a joined list: the separator cannot be part of it. */
function item(text: string): string {
  return text.replaceAll(';', ',').replaceAll(/\s+/g, ' ').trim();
}

function quoted(text: string): string {
  return /[",\r\n;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
