/** Which diaries this phone keeps besides the open one: names of databases, and whose they are. No entries. */

export interface KeptDiary {
  /** The database's name. */
  name: string;
  /** The diary on the server; null = without an account. */
  diary_id: string | null;
  /** The name that the account shows. */
  who: string;
  /** How many days and sessions it held when it was left, with what else was said and not sent. */
  entries: number;
}

const KEY = 'diaries';
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** Every diary that was noted. */
export function keptDiaries(store: Store): KeptDiary[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as (KeptDiary | null)[]).filter((one): one is KeptDiary => typeof one?.name === 'string') : [];
  } catch {
    return [];
  }
}

/** Note a diary, or what is known of it now. */
export function note(store: Store, diary: KeptDiary): void {
  write(store, [...keptDiaries(store).filter(({ name }) => name !== diary.name), diary]);
}

/** Its database is gone. */
export function forget(store: Store, name: string): void {
  write(store, keptDiaries(store).filter((diary) => diary.name !== name));
}

/** The diary with this id, when the phone keeps it. */
export function ofAccount(store: Store, diary_id: string): KeptDiary | undefined {
  return keptDiaries(store).find((diary) => diary.diary_id === diary_id);
}

/** The diaries without an account, the open one aside. */
export function withoutAccount(store: Store, open: string): KeptDiary[] {
  return keptDiaries(store).filter(({ name, diary_id, entries }) => diary_id === null && entries > 0 && name !== open);
}

function write(store: Store, diaries: readonly KeptDiary[]): void {
  store.setItem(KEY, JSON.stringify(diaries));
}
