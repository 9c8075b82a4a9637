/** One exchange with the server: what is sent, and what its answer does to the phone. No network in here. */

import type { Place } from '../store/reading.ts';
import { outbox, type Phone, type Server, type Strict } from '../store/database.ts';
import { deviceId, write } from '../store/writing.ts';
import {
  addressOf,
  equal,
  laid,
  type Conflict,
  type Document,
  type Kind,
  type Operation,
  type Queued,
  type Refusal,
  type Values,
} from '../store/documents.ts';
import { whole } from '../store/edits.ts';
import { cleaned } from '../rules/checks.ts';
import { usableZone } from '../zone.ts';

/** The server takes no more in one exchange. */
const MOST_OPERATIONS = 200;
const MOST_BYTES = 200_000;
/** Without one of these a new document is none: the rest of it cannot go before. */
const NEEDED = new Set(['headache', 'injected_on', 'kind', 'name', 'began_on']);

export interface Result {
  operation_id: string | null;
  status: 'applied' | 'merged' | 'conflict' | 'duplicate' | 'rejected';
  revision: number | null;
  said_revision: number | null;
  errors: Refusal[];
}

interface Change {
  kind: Kind;
  key: string;
  revision: number;
  deleted: boolean;
  values: Values | null;
  conflict: Conflict | null;
  entered_by?: string | null;
}

/** The answer of POST /diaries/{id}/sync. */
export interface Answer {
  epoch: string;
  now: string;
  today: string;
  results: Result[];
  changes: Change[];
  next_cursor: number;
  has_more: boolean;
}

/** The body of POST /diaries/{id}/sync. */
export interface Request {
  device_id: string;
  epoch: string | null;
  cursor: number;
  operations: Omit<Operation, 'refused' | 'sent' | 'again' | 'acknowledged'>[];
}

/**
 * What goes into the next exchange: oldest first, none that the server has already. What it refused goes once more
 * where it was not tried yet, and holds nothing else back.
 */
export function toSend(queued: readonly Queued[], tried: ReadonlySet<string> = new Set()): Queued[] {
  const chosen: Queued[] = [];
  let bytes = 0;
  for (const operation of queued) {
    if (operation.acknowledged !== undefined || (operation.refused && tried.has(operation.operation_id))) continue;
    bytes += JSON.stringify(operation).length * 3;
    if (chosen.length === MOST_OPERATIONS || (bytes > MOST_BYTES && chosen.length > 0)) break;
    chosen.push(operation);
  }
  return chosen;
}

/** The body for these operations. */
export function request(device_id: string, server: Server, operations: readonly Queued[]): Request {
  return {
    device_id,
    epoch: server.epoch,
    cursor: server.cursor,
    operations: operations.map(
      ({ seq: _seq, refused: _refused, sent: _sent, again: _again, acknowledged: _acknowledged, ...said }) => said,
    ),
  };
}

/**
 * Let the answer take effect, all of it or nothing: results, changes and the cursor in one transaction. Tells which
 * documents it touched.
 */
export async function settle(phone: Phone, server: Server, answer: Answer): Promise<{ places: Place[]; heard: Server }> {
  const restored = server.epoch !== null && server.epoch !== answer.epoch;
  if (restored) await sendAllAgain(phone, answer.epoch);
  const transaction = write(phone);
  const queued = await outbox(transaction);
  for (const result of answer.results) {
    const sent = queued.find(({ operation_id }) => operation_id === result.operation_id);
    if (!sent) continue;
    if (result.status !== 'rejected') await acknowledge(transaction, queued, sent, result.revision ?? 0);
    // What a restored server refuses may rest on what it does not know yet: it is sent again behind that.
    else if (!restored) await refuse(transaction, queued, sent, result.errors);
  }
  await forgetPassed(transaction, answer);
  for (const change of answer.changes) await transaction.objectStore('documents').put(documentOf(change));
  const heard = { ...server, epoch: answer.epoch, cursor: answer.next_cursor };
  await transaction.objectStore('meta').put(heard, 'server');
  await transaction.done;
  const answered = new Set(answer.results.map(({ operation_id }) => operation_id));
  const touched = queued.filter((edit) => restored || edit.acknowledged !== undefined || answered.has(edit.operation_id));
  return { places: distinct([...answer.changes, ...touched]), heard };
}

const distinct = (places: readonly Place[]): Place[] => [
  ...new Map(places.map(({ kind, key }) => [addressOf({ kind, key }), { kind, key }])).values(),
];

/** The server has it; it stays until the server has told it as a change too. What it says no refused edit says any more. */
async function acknowledge(transaction: Strict, queued: readonly Queued[], sent: Queued, revision: number): Promise<void> {
  const box = transaction.objectStore('outbox');
  const { refused: _refused, ...taken } = stored(sent); // it was, and is taken after all
  await box.put({ ...taken, acknowledged: revision }, sent.seq);
  for (const edit of queued) {
    if (!edit.refused || addressOf(edit) !== addressOf(sent) || edit.seq >= sent.seq || sent.again) continue;
    const left = Object.entries(edit.set).filter(([field]) => !sent.delete && !(field in sent.set));
    if (left.length === 0) await box.delete(edit.seq);
    else if (left.length < Object.keys(edit.set).length) await box.put(anew(edit, Object.fromEntries(left)), edit.seq);
  }
}

/** What the cursor has passed is told; without more to come all of it is. */
async function forgetPassed(transaction: Strict, { has_more, next_cursor }: Answer): Promise<void> {
  for (const { acknowledged, seq } of await outbox(transaction)) {
    const told = acknowledged !== undefined && (!has_more || acknowledged <= next_cursor);
    if (told) await transaction.objectStore('outbox').delete(seq);
  }
}

/**
 * It stays, until somebody changes it or it is taken after all: the fields that are refused; the others go on without
 * them, where they can. Both keep its place: what was said later is later. What no text may hold goes out of the texts
 * of itself.
 */
async function refuse(transaction: Strict, queued: readonly Queued[], sent: Queued, errors: Refusal[]): Promise<void> {
  const box = transaction.objectStore('outbox');
  const clean = cleaned(sent.set);
  if (!equal(clean, sent.set)) {
    const { refused: _refused, ...without } = anew(sent, clean);
    await box.put(without, sent.seq);
    return;
  }
  const named = whole(sent.kind, errors.map(({ field }) => field.split(/[.[]/)[0] ?? ''));
  const fields = Object.entries(sent.set);
  const bad = fields.filter(([field]) => named.includes(field));
  const good = fields.filter(([field]) => !named.includes(field));
  const isAlone = !sent.base_values && sent.base_revision === null && bad.some(([field]) => NEEDED.has(field));
  if (sent.again || bad.length === 0 || good.length === 0 || isAlone) {
    await box.put(stored({ ...sent, refused: errors }), sent.seq);
    return;
  }
  const { refused: _refused, ...without } = anew(sent, Object.fromEntries(good));
  await box.put(without, sent.seq);
  await box.put({ ...anew(sent, Object.fromEntries(bad)), refused: errors }, justBehind(sent, queued));
}

/** A place in the outbox behind an edit and before the next one. */
function justBehind({ seq }: Queued, queued: readonly Queued[]): number {
  const next = queued.find((edit) => edit.seq > seq)?.seq ?? seq + 1;
  return (seq + next) / 2;
}

/** An edit that says other fields: another one. */
function anew(edit: Queued, set: Record<string, unknown>): Operation {
  const { sent: _sent, ...operation } = stored(edit);
  return { ...operation, operation_id: crypto.randomUUID(), set };
}

function stored({ seq: _seq, ...operation }: Queued): Operation {
  return operation;
}

function documentOf(change: Change): Document {
  const { kind, key, revision, deleted, values, conflict, entered_by } = change;
  return { kind, key, revision, values: deleted ? null : values, conflict, entered_by: entered_by ?? null };
}

/**
 * After the server was restored from a backup: everything this phone holds is sent again, tombstones too, and what
 * was kept beside a document in conflict. What was made on top of it waits behind it.
 */
export async function sendAllAgain(phone: Phone, epoch: string): Promise<void> {
  const device = await deviceId(phone);
  const before = await outbox(phone);
  const held = (await phone.getAll('documents')).flatMap((document) => copiesOf(document, before));
  const made_at = new Date().toISOString();
  const again = await Promise.all(
    held.map(async ({ values, again, ...address }): Promise<Operation> => ({
      ...address,
      operation_id: await idOf(epoch, JSON.stringify([device, address, values])),
      set: { ...values },
      delete: values === null,
      made_at,
      time_zone: usableZone(),
      again,
    })),
  );
  const made = new Set(again.map(({ operation_id }) => operation_id));
  const transaction = write(phone);
  const box = transaction.objectStore('outbox');
  const pending = (await outbox(transaction)).filter(({ operation_id }) => !made.has(operation_id));
  await box.clear();
  for (const operation of again) await box.add(operation);
  for (const edit of pending) {
    const { acknowledged: _acknowledged, ...operation } = stored(edit); // this server may not have it
    await box.add(operation);
  }
  await transaction.done;
}

/** A copy of a document: what it says, and the revision that says so. */
type Copy = Required<Pick<Operation, 'kind' | 'key' | 'base_revision' | 'again'>> & { values: Values | null };

/**
 * Where devices differ no copy may look like the person's choice between the two: it names no revision. What was sent
 * already is in the copy: the server may have it, and must not hear what was there before as if it came after.
 */
function copiesOf({ kind, key, revision, values, conflict }: Document, queued: readonly Queued[]): Copy[] {
  const sent = queued.filter((edit) => edit.kind === kind && edit.key === key && edit.sent && !edit.again && !edit.refused);
  const copy = { kind, key, base_revision: conflict ? null : revision };
  const beside = (conflict?.others ?? []).map((other): Copy => ({ ...copy, again: 'beside', values: other.values }));
  return [{ ...copy, again: 'shown', values: sent.reduce(laid, values) }, ...beside];
}

/** UUIDv5 (RFC 9562): the same name in the same space is the same id. */
async function idOf(space: string, name: string): Promise<string> {
  const spaceBytes = Uint8Array.from(space.replaceAll('-', '').match(/../g) ?? [], (hex) => parseInt(hex, 16));
  const nameBytes = new TextEncoder().encode(name);
  const joined = new Uint8Array([...spaceBytes, ...nameBytes]);
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', joined)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
