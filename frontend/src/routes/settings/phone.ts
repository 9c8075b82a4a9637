/** What only Settings does with the phone's databases: look into the outbox, discard, move, remove. */

import { remember } from '#lib/remembered.ts';
import { diary } from '#lib/store/diary.svelte.ts';
import { currentName, newName, openPhone, outbox, type Phone } from '#lib/store/database.ts';
import { channelOf } from '#lib/store/tabs.ts';
import { deviceId, unqueue, useName, write } from '#lib/store/writing.ts';
import type { Queued } from '#lib/store/documents.ts';
import { deviceName } from '#lib/device-name.ts';

const TRIES = 40;
const PAUSE_MS = 250;

/** Do something in a database over a connection of its own, so that nobody has to lend theirs. */
async function within<T>(name: string, work: (phone: Phone) => Promise<T>): Promise<T> {
  const phone = await openPhone(name);
  try {
    return await work(phone);
  } finally {
    phone.close();
  }
}

/** This device's id in the open diary. */
const thisDevice = (): Promise<string> => within(currentName(), deviceId);

/** This device, as a sign-in tells it. */
export const thisPlace = async (): Promise<{ device_id: string; device_name: string }> => ({
  device_id: await thisDevice(),
  device_name: deviceName(),
});

/** The edits of the open diary that are on this phone only. */
export const unsent = (name = currentName()): Promise<Queued[]> => within(name, outbox);

/** Discard edits that the server refuses. */
export async function discard(edits: readonly Queued[]): Promise<void> {
  const name = currentName();
  await within(name, async (phone) => {
    for (const { seq } of edits) await unqueue(phone, seq);
  });
  const channel = channelOf(name);
  channel?.postMessage('changed');
  channel?.close();
  await diary.sync();
}

/** Open another diary of this phone. */
export async function openOther(name: string): Promise<void> {
  diary.close();
  await useName(name);
  await diary.open();
}

/** Put what was said in a diary without an account behind what waits in another one; the ids stay, so a repeat is free. */
async function move(from: string, to: string): Promise<void> {
  const said = await unsent(from);
  await within(to, async (phone) => {
    const transaction = write(phone);
    const known = new Set((await outbox(transaction)).map(({ operation_id }) => operation_id));
    for (const { seq: _seq, ...operation } of said) {
      if (!known.has(operation.operation_id)) await transaction.objectStore('outbox').add(operation);
    }
    await transaction.done;
  });
}

/** Put the open diary, which has no account, into another one and open that; tells the name of the one that is gone. */
export async function joinOther(to: string): Promise<string> {
  const from = currentName();
  await move(from, to);
  await openOther(to);
  await move(from, to); // once more: until here another tab may have added to it
  await removeClosed(from);
  return from;
}

/** Send what waits; true when nothing waits any more. */
export async function sendAll(): Promise<boolean> {
  for (let round = 0; round < TRIES; round += 1) {
    await diary.sync();
    if (diary.waiting === 0) return true;
    const stuck = diary.reach !== null && diary.reach !== 'reached';
    if (stuck || diary.refused.length === diary.waiting) return false;
    await new Promise((done) => setTimeout(done, PAUSE_MS)); // another run is on its way
  }
  return false;
}

/**
 * Remove the open diary from this phone and begin an empty one; false when something is unsent and was not given up.
 *
 * `beforehand` runs when no page can write into the diary any more and nothing in it is unsent; it may throw: then
 * all stays.
 */
export async function removeOpen(givenUp: boolean, beforehand: () => Promise<void>): Promise<boolean> {
  const name = currentName();
  let removing = false;
  diary.close();
  try {
    await useName(newName());
    if (givenUp || (await unsent(name)).length === 0) {
      await beforehand();
      removing = true;
      for (const key of ['unsaved-answer', 'welcomed']) remember(key, null);
      await removeClosed(name);
    }
    return removing;
  } finally {
    if (!removing) await useName(name);
    await diary.open();
  }
}

/** Remove a diary that is not open. */
function removeClosed(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = () => resolve();
    asked.onerror = () => reject(asked.error);
  });
}
