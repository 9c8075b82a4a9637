import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, it, vi } from 'vitest';
import { findName, openPhone } from '#lib/store/database.ts';
import { write } from '#lib/store/writing.ts';
import { keptDiaries, note } from '#lib/store/kept-diaries.ts';

const DAY = { kind: 'day' as const, key: '2025-10-16' };
const SERVER = { diary_id: 'of-ada', account_id: 'ada', epoch: null, cursor: 0 };
let small: Map<string, string>;

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  small = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => small.get(key) ?? null,
    setItem: (key: string, value: string) => void small.set(key, value),
    removeItem: (key: string) => void small.delete(key),
  });
});

interface Contents {
  told?: number;
  unsent?: number;
  account?: boolean;
}

async function made(name: string, { told = 0, unsent = 0, account = false }: Contents): Promise<void> {
  const phone = await openPhone(name);
  const transaction = write(phone);
  for (let number = 1; number <= told; number += 1) {
    const document = { kind: 'day', key: `2025-09-0${number}`, revision: number, values: { headache: false }, conflict: null };
    await transaction.objectStore('documents').put(document as never);
  }
  for (let number = 0; number < unsent; number += 1) await transaction.objectStore('outbox').add({ ...DAY, set: {} } as never);
  if (account) await transaction.objectStore('meta').put(SERVER, 'server');
  await transaction.done;
  phone.close();
}

const CASES: [string, Record<string, Contents>, string][] = [
  ['the only one', { 'diary-a': {} }, 'diary-a'],
  ['the one with an unsent day', { 'diary-a': { told: 5, account: true }, 'diary-b': { unsent: 1 } }, 'diary-b'],
  ['an unsent day that can be sent', { 'diary-a': { unsent: 3 }, 'diary-b': { unsent: 1, account: true } }, 'diary-b'],
  ['the one that holds anything', { 'diary-a': {}, 'diary-b': { told: 1, account: true }, 'diary-c': {} }, 'diary-b'],
];

it.each(CASES)('where its name is lost, the diary is %s', async (_which, diaries, found) => {
  for (const [name, contents] of Object.entries(diaries)) await made(name, contents);
  expect(await findName()).toBe(found);
  expect(small.get('diary-current')).toBe(found);
});

it.each(CASES)('the same where the browser names no databases (%s)', async (_which, diaries, found) => {
  for (const [name, contents] of Object.entries(diaries)) {
    await made(name, contents);
    await note({ name });
  }
  Object.defineProperty(indexedDB, 'databases', { value: undefined });
  expect(await findName()).toBe(found);
});

it('the others are noted with what they hold, to be opened from Settings', async () => {
  await made('diary-a', { unsent: 2 });
  await made('diary-b', { unsent: 1, account: true });
  await findName();
  expect((await keptDiaries()).map(({ name, diary_id, entries }) => [name, diary_id, entries])).toEqual([
    ['diary-a', null, 1],
    ['diary-b', 'of-ada', 1],
  ]);
});

it('of two alike it is the one opened last', async () => {
  for (const name of ['diary-a', 'diary-b']) await made(name, { told: 1 });
  await note({ name: 'diary-a', opened_at: '2025-10-01T07:42:00Z' });
  await note({ name: 'diary-b', opened_at: '2025-10-02T07:42:00Z' });
  expect(await findName()).toBe('diary-b');
});

it('one that cannot be opened stays as it is, and the others are found', async () => {
  await made('diary-b', { told: 1 });
  const newer = indexedDB.open('diary-a', 99);
  await new Promise((done) => (newer.onsuccess = done));
  newer.result.close();
  expect(await findName()).toBe('diary-b');
});

it('a name that is known is not looked for, and a phone without any diary begins one', async () => {
  small.set('diary-current', 'diary-z');
  expect(await findName()).toBe('diary-z');
  small.clear();
  expect(await findName()).toMatch(/^diary-[0-9a-f-]{36}$/);
});

it('two tabs that look at once find the same', async () => {
  const [one, other] = await Promise.all([findName(), findName()]);
  expect(one).toBe(other);
});
