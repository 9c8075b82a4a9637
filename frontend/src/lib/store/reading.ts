/** Looks at what the phone holds: of some documents, or of everything, each at one moment. */

import { heldOf, look, meta, outbox, type KeptReport, type Phone, type Server } from './database.ts';
import { addressOf, type Held, type Kind, type Queued } from './documents.ts';

/** What the phone holds, by address, as one look found it; of two looks the one with the higher number is the later. */
export interface Holding {
  number: number;
  held: ReadonlyMap<string, Held>;
}

/** Where a document stands. */
export interface Place {
  kind: Kind;
  key: string;
}

let looks = 0;

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
