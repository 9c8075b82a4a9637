import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IDBFactory } from 'fake-indexeddb';
import { openDB, type IDBPDatabase } from 'idb';
import { endWithPage } from '#lib/store/leaving.ts';

let page: EventTarget;
let database: IDBPDatabase;

beforeEach(async () => {
  page = new EventTarget();
  vi.stubGlobal('window', page);
  vi.stubGlobal('navigator', { vendor: 'Apple Computer, Inc.' });
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('indexedDB', new IDBFactory());
  database = await openDB('diary', 1, { upgrade: (made) => void made.createObjectStore('days') });
});
afterEach(() => vi.unstubAllGlobals());

/** Write a day, and leave the page before that is done. */
async function leaveWhileWriting(): Promise<string[]> {
  const transaction = database.transaction('days', 'readwrite');
  const done = transaction.done.then(() => 'done', () => 'taken back');
  transaction.store.put('mild', 'today').catch(() => undefined);
  page.dispatchEvent(new Event('pagehide'));
  return [await done, ...(await database.getAllKeys('days')).map(String)];
}

it('what is not done when its page is left is taken back as a whole', async () => {
  endWithPage(database);
  expect(await leaveWhileWriting()).toEqual(['taken back']);
});

it('what is done stays, and a page that comes back goes on', async () => {
  endWithPage(database);
  await database.put('days', 'free', 'yesterday');
  page.dispatchEvent(new Event('pagehide'));
  await database.put('days', 'mild', 'today');
  expect(await database.getAllKeys('days')).toEqual(['today', 'yesterday']);
});

it('another engine finishes what its page began', async () => {
  vi.stubGlobal('navigator', { vendor: 'Google Inc.' });
  endWithPage(database);
  expect(await leaveWhileWriting()).toEqual(['done', 'today']);
});

it('without it, the transaction outlives its page', async () => {
  expect(await leaveWhileWriting()).toEqual(['done', 'today']);
});
