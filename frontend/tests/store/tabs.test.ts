import { afterEach, expect, it, vi } from 'vitest';
import { channelOf, isStorageKept, locked } from '#lib/store/tabs.ts';

const denied = () => {
  throw new DOMException('denied', 'SecurityError');
};

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['locks are missing', {}],
  ['asking for a lock throws', { locks: { request: denied } }],
  ['asking for a lock is refused', { locks: { request: async () => denied() } }],
])('where %s, the work is done all the same, once', async (_how, navigator) => {
  vi.stubGlobal('navigator', navigator);
  const work = vi.fn(async () => 7);
  expect(await locked('diary', work)).toBe(7);
  expect(work).toHaveBeenCalledTimes(1);
});

it('a fault of the work itself is not tried again', async () => {
  vi.stubGlobal('navigator', { locks: { request: (_name: string, _how: object, work: () => unknown) => work() } });
  const work = vi.fn(() => Promise.reject(new Error('full')));
  await expect(locked('diary', work)).rejects.toThrow('full');
  expect(work).toHaveBeenCalledTimes(1);
});

it('where tabs cannot speak to each other, nothing is broken', () => {
  vi.stubGlobal('BroadcastChannel', class { constructor() { denied(); } });
  expect(channelOf('diary')).toBeNull();
  vi.stubGlobal('BroadcastChannel', undefined);
  expect(channelOf('diary')).toBeNull();
});

it.each([
  [{}, false],
  [{ storage: { persisted: denied, persist: denied } }, false],
  [{ storage: { persisted: async () => true, persist: async () => true } }, true],
])('no answer is no promise', async (navigator, promised) => {
  vi.stubGlobal('navigator', navigator);
  expect([await isStorageKept(), await isStorageKept(true)]).toEqual([promised, promised]);
});
