/** One exchange with the server: what is sent, and what its answer does to the phone. No network in here. */

import type { Conflict, Document, Kind, Operation, Queued, Values } from '../store/documents.ts';
import { deviceId, outbox, write, type Phone, type Server } from '../store/database.ts';

/** The server takes no more in one exchange. */
const MOST_OPERATIONS = 200;
const MOST_BYTES = 200_000;

interface Result {
  operation_id: string;
  status: 'applied' | 'merged' | 'conflict' | 'duplicate' | 'rejected';
  revision: number | null;
  said_revision: number | null;
  errors: { field: string; message: string }[];
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
  operations: Omit<Operation, 'refused' | 'sent' | 'again'>[];
}

/**
 * What goes into the next exchange: oldest first, one edit a document, none that was refused.
 *
 * The next edit of a document waits for the answer to the one before: that tells its true base.
 */
export function toSend(queued: readonly Queued[]): Queued[] {
  const seen = new Set<string>();
  const chosen: Queued[] = [];
  let bytes = 0;
  for (const operation of queued) {
    const address = `${operation.kind} ${operation.key}`;
    const first = !seen.has(address);
    seen.add(address);
    if (!first || operation.refused) continue;
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
    operations: operations.map(({ seq: _seq, refused: _refused, sent: _sent, again: _again, ...said }) => said),
  };
}

/** Let the answer take effect, all of it or nothing: results, changes and the cursor in one transaction. */
export async function settle(phone: Phone, server: Server, answer: Answer): Promise<Server> {
  const transaction = write(phone);
  const queued = await outbox(transaction);
  const box = transaction.objectStore('outbox');
  for (const result of answer.results) {
    const sent = queued.find(({ operation_id }) => operation_id === result.operation_id);
    if (!sent) continue;
    if (result.status === 'rejected') {
      // It stays as it is until somebody changes it: see Diary.save.
      await box.put(stored({ ...sent, refused: result.errors }), sent.seq);
      continue;
    }
    await box.delete(sent.seq);
    if (sent.again === 'beside') continue; // no edit was made on top of it
    // What was on its way already keeps its base: the server may know it under this id as it is.
    const next = queued.filter(
      (edit) => edit.kind === sent.kind && edit.key === sent.key && edit.seq > sent.seq && !edit.again && !edit.sent,
    );
    for (const edit of next) {
      await box.put(stored({ ...edit, base_revision: result.said_revision }), edit.seq);
    }
  }
  const told = transaction.objectStore('documents');
  for (const change of answer.changes) await told.put(documentOf(change));
  const heard = { ...server, epoch: answer.epoch, cursor: answer.next_cursor };
  await transaction.objectStore('meta').put(heard, 'server');
  await transaction.done;
  return heard;
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
export async function sendAllAgain(phone: Phone, epoch: string, made_at: string, time_zone: string): Promise<void> {
  const device = await deviceId(phone);
  const held = (await phone.getAll('documents')).flatMap(copiesOf);
  const again = await Promise.all(
    held.map(async ({ values, again, ...address }): Promise<Operation> => ({
      ...address,
      operation_id: await idOf(epoch, JSON.stringify([device, address, values])),
      set: { ...values },
      delete: values === null,
      made_at,
      time_zone,
      again,
    })),
  );
  const made = new Set(again.map(({ operation_id }) => operation_id));
  const transaction = write(phone);
  const box = transaction.objectStore('outbox');
  const pending = (await outbox(transaction)).filter(({ operation_id }) => !made.has(operation_id));
  await box.clear();
  for (const operation of [...again, ...pending.map(stored)]) await box.add(operation);
  await transaction.done;
}

/** A copy of a document: what it says, and the revision that says so. */
type Copy = Required<Pick<Operation, 'kind' | 'key' | 'base_revision' | 'again'>> & { values: Values | null };

/** Where devices differ no copy may look like the person's choice between the two: it names no revision. */
function copiesOf({ kind, key, revision, values, conflict }: Document): Copy[] {
  const copy = { kind, key, base_revision: conflict ? null : revision };
  const beside = (conflict?.others ?? []).map((other): Copy => ({ ...copy, again: 'beside', values: other.values }));
  return [{ ...copy, again: 'shown', values }, ...beside];
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
