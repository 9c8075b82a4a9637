/** A phone without an app around it: documents that the server told, edits, and what an answer makes of both. */

import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import { act } from '#lib/store/acting.ts';
import { heldOf, look, openPhone, outbox, type Phone } from '#lib/store/database.ts';
import { write } from '#lib/store/writing.ts';
import { seen, type Document, type Operation, type Queued, type Values } from '#lib/store/documents.ts';
import { changing, type Action } from '#lib/store/edits.ts';
import { plainEntry, type Entry } from '#lib/rules/entry.ts';
import { settle, type Answer } from '#lib/sync/exchange.ts';

export const DAY = '2025-10-16';
export const EPOCH = '0f0ad5b5-2b8f-4a8e-9d7e-6a3f1a9f2c11';
export const SERVER = { diary_id: 'd', account_id: 'a', epoch: EPOCH, cursor: 9 };

export const entry = (said: Partial<Entry>): Entry => ({ ...plainEntry(true), ...said });
export const told = (revision: number, values: Entry | null, more: Partial<Document> = {}): Document => ({
  kind: 'day',
  key: DAY,
  revision,
  values,
  conflict: null,
  ...more,
});
/** An edit as the release before kept it: nobody noted what it was made on. */
export const oldEdit = (operation_id: string, set: object, more: Partial<Operation> = {}): Operation => ({
  operation_id,
  kind: 'day',
  key: DAY,
  base_revision: null,
  set: { ...set },
  delete: false,
  made_at: '2025-10-16T07:42:00Z',
  time_zone: 'Europe/Berlin',
  ...more,
});

/** Locks and storage of a browser that has nothing else to do. */
export function alone(): void {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  const request = (_name: string, ...given: (() => Promise<unknown>)[]) => given.at(-1)?.();
  vi.stubGlobal('navigator', { locks: { request } });
}

export async function newPhone(...documents: Document[]): Promise<Phone> {
  alone();
  const phone = await openPhone(`diary-${crypto.randomUUID()}`);
  await tell(phone, ...documents);
  return phone;
}

export async function tell(phone: Phone, ...documents: Document[]): Promise<void> {
  const transaction = write(phone);
  for (const document of documents) await transaction.objectStore('documents').put(document);
  await transaction.done;
}

/** Say something of the day, as a tap does. */
export const say = (phone: Phone, set: Partial<Entry>) =>
  doing(phone, changing<Entry>('day', DAY, (now) => ({ ...(now ?? plainEntry(true)), ...set })));

export const doing = (phone: Phone, ...actions: Action[]) => act(phone, actions);

/** What the person sees of the day. */
export const shown = async (phone: Phone): Promise<Values | null> => seen(await heldOf(look(phone), 'day', DAY));

export const last = async (phone: Phone): Promise<Queued> => (await outbox(phone)).at(-1)!;

/** All that waits is on its way. */
export async function send(phone: Phone): Promise<Queued[]> {
  const sent = await outbox(phone);
  const transaction = write(phone);
  for (const { seq, ...edit } of sent) await transaction.objectStore('outbox').put({ ...edit, sent: true }, seq);
  await transaction.done;
  return sent;
}

type Said = Partial<Answer['results'][number]>;

/** An answer to these edits: all of them applied as this revision, unless it is said otherwise. */
export function answer(edits: readonly Operation[], revision: number, more: Partial<Answer> = {}, said: Said = {}): Answer {
  const results = edits.map(({ operation_id }) => ({
    operation_id,
    status: 'applied' as const,
    revision,
    said_revision: revision,
    errors: [],
    ...said,
  }));
  return { epoch: EPOCH, now: `${DAY}T12:00:00Z`, today: DAY, results, changes: [], next_cursor: revision, has_more: false, ...more };
}

export const change = (revision: number, values: Entry) =>
  ({ kind: 'day', key: DAY, revision, deleted: false, values, conflict: null }) as const;

export const hear = (phone: Phone, said: Answer, server = SERVER) => settle(phone, server, said);
