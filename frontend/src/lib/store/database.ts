/**
 * The diary's database on the phone. One database a diary: whoever signs in later finds only their own.
 *
 * A database belongs to at most one diary on the server, for ever (`server` in `meta`): edits made here can never
 * be sent into somebody else's.
 */

import type { components } from '../api/schema.d.ts';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { remember, remembered } from '../remembered.ts';
import type { Document, Kind, Operation, Queued } from './documents.ts';
import { locked } from './tabs.ts';

/** Which diary on the server this database belongs to, and up to where its changes were heard. */
export interface Server {
  diary_id: string;
  account_id: string;
  epoch: string | null;
  cursor: number;
}

/** The last report that the server calculated, kept for offline. */
export interface KeptReport {
  fetched_at: string;
  treatment_report: components['schemas']['TreatmentReportOut'];
}

interface Meta {
  server: Server | null;
  device_id: string;
  synced_at: string;
  report: KeptReport;
  resend: boolean;
}

interface Schema extends DBSchema {
  documents: { key: [Kind, string]; value: Document };
  outbox: { key: number; value: Operation };
  drafts: { key: string; value: unknown };
  meta: { key: keyof Meta; value: Meta[keyof Meta] };
}

export type Phone = IDBPDatabase<Schema>;
type Strict = ReturnType<typeof write>;

const CURRENT = 'diary-current';

/** The name of the database that this phone uses; '' before it was found. */
export const currentName = (): string => remembered(CURRENT) ?? '';

/** A name for a database that does not exist yet. */
export const newName = (): string => `diary-${crypto.randomUUID()}`;

/**
 * Find the database that this phone uses. Its name may be lost: browsers write it down seconds later than the diary,
 * and some forget the one and keep the other. Then it is found by what is there.
 */
export async function findName(): Promise<string> {
  return remembered(CURRENT) ?? locked(CURRENT, async () => remembered(CURRENT) ?? (await foundOrNew()));
}

async function foundOrNew(): Promise<string> {
  const there = await indexedDB.databases?.();
  const diaries = there?.map(({ name }) => name ?? '').filter((name) => name.startsWith('diary-'));
  const name = diaries?.length === 0 ? null : await (await import('./finding.ts')).findDiary(diaries);
  remember(CURRENT, name ?? newName());
  return currentName();
}

/** Use another database from now on; when it resolves, no page writes edits into the one before any more. */
export function useName(name: string): Promise<unknown> {
  return locked(CURRENT, () => remember(CURRENT, name));
}

/** Write into a database while it is the one in use; throws when another page has opened another diary. */
function whileCurrent<T>(name: string, work: () => Promise<T>): Promise<T> {
  const checked = (): Promise<T> => {
    if ((remembered(CURRENT) ?? name) !== name) throw new Error('another diary is open');
    return work();
  };
  return locked(CURRENT, checked, 'shared');
}

/** Call back when another page uses another database; returns how to stop. */
export function onOtherName(switched: () => void): () => void {
  const heard = ({ key, newValue }: StorageEvent): void => {
    if (key === CURRENT && newValue !== null) switched();
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}

/** Open a database of a diary; made when it is new. */
export function openPhone(name: string): Promise<Phone> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('documents', { keyPath: ['kind', 'key'] });
      database.createObjectStore('outbox', { autoIncrement: true });
      database.createObjectStore('drafts');
      database.createObjectStore('meta');
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close(); // a newer page wants to change the database: make room
    },
  });
}

/** A transaction that is on the disk before it is done, as far as the browser can tell. */
export function write(phone: Phone) {
  return phone.transaction(['documents', 'outbox', 'meta'], 'readwrite', { durability: 'strict' });
}

/** A value of `meta`, undefined when it was never set. */
export async function meta<K extends keyof Meta>(phone: Phone, key: K): Promise<Meta[K] | undefined> {
  return (await phone.get('meta', key)) as Meta[K] | undefined;
}

/** Set a value of `meta`. */
export async function setMeta<K extends keyof Meta>(phone: Phone, key: K, value: Meta[K]): Promise<void> {
  const transaction = write(phone);
  await transaction.objectStore('meta').put(value, key);
  await transaction.done;
}

/** This device's id in this diary; made on first use. */
export async function deviceId(phone: Phone): Promise<string> {
  const known = await meta(phone, 'device_id');
  if (known !== undefined) return known;
  const made = crypto.randomUUID();
  await setMeta(phone, 'device_id', made);
  return made;
}

/** All documents as the server last told them. */
export function documents(phone: Phone): Promise<Document[]> {
  return phone.getAll('documents');
}

/** The outbox, in the order in which the edits were made. */
export async function outbox(phone: Phone | Strict): Promise<Queued[]> {
  const store = 'objectStore' in phone ? phone.objectStore('outbox') : phone.transaction('outbox').store;
  const [keys, operations] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return operations.map((operation, index) => ({ ...operation, seq: keys[index] as number }));
}

/**
 * Put an edit into the outbox and read it back: only what can be read again counts as saved. Throws when it was not
 * kept, or when another diary is the open one by now.
 */
export function queue(phone: Phone, operation: Operation): Promise<number> {
  return whileCurrent(phone.name, () => kept(phone, operation));
}

async function kept(phone: Phone, operation: Operation): Promise<number> {
  const transaction = write(phone);
  const seq = await transaction.objectStore('outbox').add(operation);
  await transaction.done;
  const there = await phone.get('outbox', seq);
  if (there?.operation_id !== operation.operation_id) throw new Error('not kept');
  return seq;
}

/** Take an edit back that was never sent. */
export async function unqueue(phone: Phone, seq: number): Promise<void> {
  const transaction = write(phone);
  await transaction.objectStore('outbox').delete(seq);
  await transaction.done;
}

/**
 * Take back an edit and what was said after it to the same document, in one step; false when the server may have
 * heard any of it. An older edit alone cannot go: what was said on top of it would stand there without its ground.
 */
export async function takeBack(phone: Phone, operation_id: string): Promise<boolean> {
  const transaction = write(phone);
  const queued = await outbox(transaction);
  const first = queued.find((edit) => edit.operation_id === operation_id);
  const same = queued.filter((edit) => first && edit.kind === first.kind && edit.key === first.key);
  const later = same.filter(({ seq }) => first && seq >= first.seq);
  const possible = later.length > 0 && !later.some(({ sent }) => sent);
  if (possible) for (const { seq } of later) await transaction.objectStore('outbox').delete(seq);
  await transaction.done;
  return possible;
}

/** Text that was typed and is saved nowhere yet; '' = none. */
export async function draft(phone: Phone, key: string): Promise<string> {
  return ((await phone.get('drafts', key)) as string | undefined) ?? '';
}

/** Keep typed text until it is saved; '' forgets it. */
export async function keepDraft(phone: Phone, key: string, text: string): Promise<void> {
  if (text === '') await phone.delete('drafts', key);
  else await phone.put('drafts', text, key);
}
