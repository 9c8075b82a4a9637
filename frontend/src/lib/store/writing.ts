/** Writes to the phone's database: strictly, and only while its diary is the open one. Not in the first load of Today. */

import { remember, remembered } from '../remembered.ts';
import { CURRENT, meta, STORES, type Meta, type Phone } from './database.ts';
import { locked } from './tabs.ts';

/** Use another database from now on; when it resolves, no page writes edits into the one before any more. */
export function useName(name: string): Promise<unknown> {
  return locked(CURRENT, () => remember(CURRENT, name));
}

/** Write into a database while it is the one in use; throws when another page has opened another diary. */
export function whileCurrent<T>(name: string, work: () => Promise<T>): Promise<T> {
  const checked = (): Promise<T> => {
    if ((remembered(CURRENT) ?? name) !== name) throw new Error('another diary is open');
    return work();
  };
  return locked(CURRENT, checked, 'shared');
}

/** A transaction that is on the disk before it is done, as far as the browser can tell. */
export function write(phone: Phone) {
  return phone.transaction(STORES, 'readwrite', { durability: 'strict' });
}

/** Set a value of `meta`; what can be asked of the server again need not be on the disk at once. */
export async function setMeta<K extends keyof Meta>(phone: Phone, key: K, value: Meta[K]): Promise<void> {
  const durability = key === 'synced_at' || key === 'report' ? 'relaxed' : 'strict';
  const transaction = phone.transaction('meta', 'readwrite', { durability });
  await transaction.store.put(value, key);
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

/** Take edits back that wait. */
export async function unqueue(phone: Phone, ...places: number[]): Promise<void> {
  const transaction = write(phone);
  for (const seq of places) await transaction.objectStore('outbox').delete(seq);
  await transaction.done;
}
