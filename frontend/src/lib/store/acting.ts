/** One action of the person is one transaction: read, said on what is there, written, read back. */

import { heldOf, look, meta, outbox, whileCurrent, write, type KeptReport, type Phone, type Server, type Strict } from './database.ts';
import { addressOf, type Held, type Kind, type Operation, type Queued, type Values } from './documents.ts';
import type { Action } from './edits.ts';

/** What the phone holds, by address, as one look found it; of two looks the one with the higher number is the later. */
export interface Holding {
  number: number;
  held: ReadonlyMap<string, Held>;
}

/** What became of one document in an action. */
export interface Done {
  operation: Operation | null;
  /** Whether anything changed. */
  changed: boolean;
  before: Values | null;
}

/** Where a document stands. */
export interface Place {
  kind: Kind;
  key: string;
}

let looks = 0;

/**
 * Do all of it or nothing. Resolves when it is on the disk and was read back, with what the phone holds by then of
 * these documents; throws when it was not kept, or when another diary is the open one by now.
 */
export function act(phone: Phone, actions: readonly Action[]): Promise<{ done: Done[]; holding: Holding }> {
  return whileCurrent(phone.name, async () => {
    const transaction = write(phone);
    // Asked for at once, so that nothing of anybody comes between the two; it is answered when the first is done.
    const reading = read(phone, actions);
    reading.catch(() => undefined);
    try {
      const done: Done[] = [];
      for (const action of actions) done.push(await carriedOut(transaction, action));
      await transaction.done;
      return { done, holding: kept(done, await reading) };
    } catch (fault) {
      transaction.done.catch(() => undefined);
      if (!(fault instanceof DOMException)) transaction.abort();
      throw fault;
    }
  });
}

async function carriedOut(transaction: Strict, { kind, key, plan }: Action): Promise<Done> {
  const { gone, operation, before } = plan(await heldOf(transaction, kind, key));
  const box = transaction.objectStore('outbox');
  for (const seq of gone) await box.delete(seq);
  if (operation) await box.add(operation);
  return { operation, changed: operation !== null || gone.length > 0, before };
}

function kept(done: readonly Done[], holding: Holding): Holding {
  for (const { operation } of done) {
    const there = operation && holding.held.get(addressOf(operation))?.edits;
    if (there && !there.some((edit) => edit.operation_id === operation.operation_id)) throw new Error('not kept');
  }
  return holding;
}

/** What the phone holds of these documents, at one moment. */
export async function read(phone: Phone, places: readonly Place[]): Promise<Holding> {
  const number = ++looks;
  const snapshot = look(phone);
  const one = async (place: Place) => [addressOf(place), await heldOf(snapshot, place.kind, place.key)] as const;
  return { number, held: new Map(await Promise.all(places.map(one))) };
}

/** All that the phone holds, at one moment. */
export interface Everything extends Holding {
  server: Server | null;
  syncedAt: string | null;
  report: KeptReport | null;
}

/** Read everything. */
export async function readAll(phone: Phone): Promise<Everything> {
  const number = ++looks;
  const snapshot = look(phone);
  const [documents, queued, server, syncedAt, report] = await Promise.all([
    snapshot.objectStore('documents').getAll(),
    outbox(snapshot),
    meta(snapshot, 'server'),
    meta(snapshot, 'synced_at'),
    meta(snapshot, 'report'),
  ]);
  const held = new Map<string, Held>(documents.map((told) => [addressOf(told), { told, edits: [] }]));
  for (const [address, edits] of byAddress(queued)) held.set(address, { told: held.get(address)?.told, edits });
  return { number, held, server: server ?? null, syncedAt: syncedAt ?? null, report: report ?? null };
}

function byAddress(queued: readonly Queued[]): Map<string, Queued[]> {
  const all = new Map<string, Queued[]>();
  for (const edit of queued) {
    const same = all.get(addressOf(edit));
    if (same) same.push(edit);
    else all.set(addressOf(edit), [edit]);
  }
  return all;
}
