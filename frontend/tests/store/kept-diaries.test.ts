import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, it, vi } from 'vitest';
import { forget, keptDiaries, note, ofAccount, withoutAccount } from '#lib/store/kept-diaries.ts';

const small = new Map<string, string>();

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  small.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => small.get(key) ?? null,
    setItem: (key: string, value: string) => void small.set(key, value),
    removeItem: (key: string) => void small.delete(key),
  });
});

it('a diary is found by its account, and by having none', async () => {
  await note({ name: 'a', diary_id: null, who: '', entries: 3 });
  await note({ name: 'b', diary_id: 'B', who: 'Ada', entries: 1 });
  await note({ name: 'c', diary_id: null, who: '', entries: 0 });
  const kept = await keptDiaries();
  expect(ofAccount(kept, 'B')?.name).toBe('b');
  expect(ofAccount(kept, 'C')).toBeUndefined();
  expect(withoutAccount(kept, 'b').map(({ name }) => name)).toEqual(['a']);
  expect(withoutAccount(kept, 'a')).toEqual([]);
});

it('noting again changes what is known and leaves the rest, and forgetting removes', async () => {
  await note({ name: 'a', who: 'Ada', entries: 3 });
  await note({ name: 'a', diary_id: 'A', entries: 4 });
  expect(await keptDiaries()).toEqual([{ name: 'a', diary_id: 'A', who: 'Ada', entries: 4 }]);
  await forget('a');
  expect(await keptDiaries()).toEqual([]);
});

it('the list does not go with localStorage', async () => {
  await note({ name: 'a', entries: 3 });
  small.clear();
  expect((await keptDiaries()).map(({ name }) => name)).toEqual(['a']);
});

it('the list of the release before is taken over once, and what is known newer stays', async () => {
  await note({ name: 'b', entries: 9 });
  small.set('diaries', JSON.stringify([{ name: 'a', diary_id: null, who: '', entries: 3 }, { name: 'b', diary_id: null, who: '', entries: 1 }]));
  expect((await keptDiaries()).map(({ name, entries }) => [name, entries])).toEqual([['a', 3], ['b', 9]]);
  expect(small.has('diaries')).toBe(false);
});

it.each(['{"a"', '7', '[{}]', '[null]'])('what cannot be read (%s) is no diary and no fault', async (kept) => {
  small.set('diaries', kept);
  expect(await keptDiaries()).toEqual([]);
});
