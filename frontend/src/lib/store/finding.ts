/** Which diary this phone used, where its name was lost: told by what is in the diaries, and none is left behind. */

import { meta, openPhone, outbox, type Phone } from './database.ts';
import { keptDiaries, note, type KeptDiary } from './kept-diaries.ts';

/** What a database holds. */
interface Held extends KeptDiary {
  unsent: number;
}

/**
 * The name of the diary to go on with, of those that the browser names, or else of those noted; null = there is none.
 * The others are noted, to be opened from Settings.
 */
export async function findDiary(names?: readonly string[]): Promise<string | null> {
  const noted = await keptDiaries().catch(() => []);
  const held: Held[] = [];
  for (const name of names ?? noted.map((diary) => diary.name)) {
    const before = noted.find((diary) => diary.name === name);
    const one = await lookInto(name, before).catch(() => null); // of a newer release, or damaged: it stays as it is
    if (one) held.push(one);
  }
  held.sort(mostNeeded);
  for (const { unsent: _unsent, ...diary } of held) await note(diary).catch(() => undefined);
  return held[0]?.name ?? null;
}

/** Unsent days first, and of those the ones that can be sent; then what holds anything; then the one opened last. */
export function mostNeeded(one: Held, other: Held): number {
  const rank = ({ unsent, entries, diary_id, opened_at }: Held): (number | string)[] => [
    Number(unsent > 0 && diary_id !== null),
    Number(unsent > 0),
    Number(entries > 0),
    Number(diary_id !== null),
    opened_at ?? '',
  ];
  const others = rank(other);
  for (const [place, mine] of rank(one).entries()) {
    const theirs = others[place] ?? 0;
    if (mine !== theirs) return mine > theirs ? -1 : 1;
  }
  return one.name < other.name ? -1 : 1;
}

async function lookInto(name: string, before: KeptDiary | undefined): Promise<Held> {
  const phone = await openPhone(name);
  try {
    return await contents(phone, before);
  } finally {
    phone.close();
  }
}

async function contents(phone: Phone, before: KeptDiary | undefined): Promise<Held> {
  const [told, queued, server] = await Promise.all([phone.getAll('documents'), outbox(phone), meta(phone, 'server')]);
  const keys = new Set([...told.filter(({ values }) => values), ...queued].map(({ kind, key }) => `${kind} ${key}`));
  const known = { name: phone.name, who: before?.who ?? '', ...(before?.opened_at ? { opened_at: before.opened_at } : {}) };
  return { ...known, diary_id: server?.diary_id ?? null, entries: keys.size, unsent: queued.length };
}
