/**
 * Which diaries this phone keeps, and whose they are; no entries. The list lives where the diaries live, in a database
 * of its own: what takes it away takes them away too.
 */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { remember, remembered } from '../remembered.ts';
import { meta, type Phone } from './database.ts';

export interface KeptDiary {
  /** The database's name. */
  name: string;
  /** The diary on the server; null = without an account. */
  diary_id: string | null;
  /** The name that the account shows. */
  who: string;
  /** How many days and sessions it held when it was left, with what else was said and not sent. */
  entries: number;
  /** When it was opened last. */
  opened_at?: string;
}

interface Schema extends DBSchema {
  diaries: { key: string; value: KeptDiary };
}

const NAME = 'diaries'; // a diary's own database is called diary-…
const BEFORE = 'diaries'; // where the release before kept the list, in localStorage

async function within<T>(work: (list: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const list = await openDB<Schema>(NAME, 1, {
    upgrade: (database) => void database.createObjectStore('diaries', { keyPath: 'name' }),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  try {
    await takeOver(list);
    return await work(list);
  } finally {
    list.close();
  }
}

/** The list of the release before goes into this one, once. */
async function takeOver(list: IDBPDatabase<Schema>): Promise<void> {
  const listed = remembered(BEFORE);
  if (listed === null) return;
  const transaction = list.transaction('diaries', 'readwrite', { durability: 'strict' });
  for (const diary of readBefore(listed)) {
    if (!(await transaction.store.get(diary.name))) await transaction.store.put(diary);
  }
  await transaction.done;
  remember(BEFORE, null);
}

function readBefore(listed: string): KeptDiary[] {
  try {
    const kept = JSON.parse(listed) as (KeptDiary | null)[];
    return kept.filter((diary) => diary !== null).filter(({ name }) => typeof name === 'string');
  } catch {
    return [];
  }
}

/** Every diary that was noted. */
export const keptDiaries = (): Promise<KeptDiary[]> => within((list) => list.getAll('diaries'));

/** Note a diary, or what is known of it now; the rest stays. */
export function note(diary: Partial<KeptDiary> & { name: string }): Promise<void> {
  return within(async (list) => {
    const transaction = list.transaction('diaries', 'readwrite', { durability: 'strict' });
    const before = (await transaction.store.get(diary.name)) ?? { diary_id: null, who: '', entries: 0 };
    await transaction.store.put({ ...before, ...diary });
    await transaction.done;
  });
}

/** Note the diary that is open now. */
export async function noteOpened(phone: Phone): Promise<void> {
  const server = await meta(phone, 'server');
  await note({ name: phone.name, diary_id: server?.diary_id ?? null, opened_at: new Date().toISOString() });
}

/** Its database is gone. */
export const forget = (name: string): Promise<void> => within((list) => list.delete('diaries', name));

/** The diary with this id, when the phone keeps it. */
export function ofAccount(kept: readonly KeptDiary[], diary_id: string): KeptDiary | undefined {
  return kept.find((diary) => diary.diary_id === diary_id);
}

/** The diaries without an account, the open one aside. */
export function withoutAccount(kept: readonly KeptDiary[], open: string): KeptDiary[] {
  return kept.filter(({ name, diary_id, entries }) => diary_id === null && entries > 0 && name !== open);
}
