/**
 * The diary's database on the phone. One database a diary: whoever signs in later finds only their own.
 *
 * A database belongs to at most one diary on the server, for ever (`server` in `meta`): edits made here can never
 * be sent into somebody else's.
 */

import type { components } from '../api/schema.d.ts';
import { endWithPage } from './leaving.ts';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { remember, remembered } from '../remembered.ts';
import type { Document, Held, Kind, Operation, Queued } from './documents.ts';
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

export interface Meta {
  server: Server | null;
  device_id: string;
  synced_at: string;
  report: KeptReport;
  resend: boolean;
}

interface Schema extends DBSchema {
  documents: { key: [Kind, string]; value: Document };
  outbox: { key: number; value: Operation; indexes: { document: [Kind, string] } };
  drafts: { key: string; value: unknown };
  meta: { key: keyof Meta; value: Meta[keyof Meta] };
}

export type Phone = IDBPDatabase<Schema>;
export type Strict = ReturnType<typeof import('./writing.ts').write>;
export type Snapshot = ReturnType<typeof look>;

export const CURRENT = 'diary-current';

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

/**
 * Call back when another page uses another database than the one that is `open` here; returns how to stop. A page that
 * was just left may be heard late: it has named the one that is open.
 */
export function onOtherName(open: () => string | undefined, switched: () => void): () => void {
  const heard = ({ key, newValue }: StorageEvent): void => {
    if (key === CURRENT && newValue !== null && newValue !== open()) switched();
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}

/** What else a connection tells: it is gone, because the browser lost it or a newer page changes the database. */
type Gone = () => unknown;

/** Open a database of a diary; made when it is new, brought up to date when an older page made it. */
export async function openPhone(name: string, gone: Gone = () => undefined): Promise<Phone> {
  const phone = await openDB<Schema>(name, 2, {
    upgrade(database, before, _after, transaction) {
      if (before < 1) {
        database.createObjectStore('documents', { keyPath: ['kind', 'key'] });
        database.createObjectStore('outbox', { autoIncrement: true });
        database.createObjectStore('drafts');
        database.createObjectStore('meta');
      }
      transaction.objectStore('outbox').createIndex('document', ['kind', 'key']); // in 2: the edits of one document
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close(); // a newer page wants to change the database: make room
      gone();
    },
    terminated: gone,
  });
  endWithPage(phone);
  return phone;
}

export const STORES = ['documents', 'outbox', 'meta'] as const;

/** A look at documents, outbox and meta as they stand at one moment. */
export function look(phone: Phone) {
  return phone.transaction(STORES);
}

/** A value of `meta`, undefined when it was never set. */
export async function meta<K extends keyof Meta>(phone: Phone | Snapshot, key: K): Promise<Meta[K] | undefined> {
  const store = 'objectStore' in phone ? phone.objectStore('meta') : phone.transaction('meta').store;
  return (await store.get(key)) as Meta[K] | undefined;
}

/** The outbox, in the order in which the edits were made. */
export async function outbox(phone: Phone | Strict | Snapshot): Promise<Queued[]> {
  const store = 'objectStore' in phone ? phone.objectStore('outbox') : phone.transaction('outbox').store;
  const [keys, operations] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return numbered(keys, operations);
}

/** What the phone holds of one document, as this transaction sees it. */
export async function heldOf(transaction: Strict | Snapshot, kind: Kind, key: string): Promise<Held> {
  const index = transaction.objectStore('outbox').index('document');
  const [told, keys, operations] = await Promise.all([
    transaction.objectStore('documents').get([kind, key]),
    index.getAllKeys([kind, key]),
    index.getAll([kind, key]),
  ]);
  return { told, edits: numbered(keys, operations) };
}

function numbered(keys: readonly number[], operations: readonly Operation[]): Queued[] {
  return operations.map((operation, index) => ({ ...operation, seq: keys[index] as number }));
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
