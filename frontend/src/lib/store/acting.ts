/**
 * One action of the person is one transaction: read, said on what is there, written, read back.
 *
 * Loaded once the question stands, or with the first tap: the first load of Today is small.
 */

import { heldOf, type Phone, type Strict } from './database.ts';
import { whileCurrent, write } from './writing.ts';
import { addressOf, type Operation, type Values } from './documents.ts';
import type { Action } from './edits.ts';
import { read, type Holding } from './reading.ts';

export { changing } from './edits.ts';
export { picking, removing, saving, undoingAll } from './other-edits.ts';

/** What became of one document in an action. */
export interface Done {
  operation: Operation | null;
  /** Whether anything changed. */
  changed: boolean;
  before: Values | null;
}

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
    const done = await written(transaction, actions);
    return { done, holding: kept(done, await reading) };
  });
}

async function written(transaction: Strict, actions: readonly Action[]): Promise<Done[]> {
  const done: Done[] = [];
  try {
    for (const action of actions) done.push(await carriedOut(transaction, action));
  } catch (fault) {
    transaction.done.catch(() => undefined); // `fault` says it
    if (!(fault instanceof DOMException)) transaction.abort();
    throw fault;
  }
  await transaction.done;
  return done;
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
