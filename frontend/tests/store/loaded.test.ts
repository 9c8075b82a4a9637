import { expect, it } from 'vitest';
import { Loaded } from '#lib/loaded.ts';

/** An import whose first call waits for longer than the next ones: it still fetches what the module needs. */
function slowAtFirst() {
  let calls = 0;
  return async (): Promise<string> => {
    const turns = ++calls === 1 ? 20 : 1;
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    return 'module';
  };
}

async function orderOf(load: () => Promise<unknown>): Promise<string[]> {
  const came: string[] = [];
  await Promise.all(['mild', 'free'].map(async (tap) => (await load(), came.push(tap))));
  return came;
}

it('of two taps that wait for it the first comes first', async () => {
  const module = new Loaded(slowAtFirst());
  expect(module.loaded).toBeUndefined();
  expect(await orderOf(() => module.load())).toEqual(['mild', 'free']);
  expect(module.loaded).toBe('module');
});

it('an import of its own for each tap would be noticed', async () => {
  expect(await orderOf(slowAtFirst())).toEqual(['free', 'mild']);
});

it('what could not be loaded is tried again', async () => {
  let calls = 0;
  const module = new Loaded(() => (++calls === 1 ? Promise.reject(new Error('no network')) : Promise.resolve('module')));
  await expect(module.load()).rejects.toThrow('no network');
  expect(await module.load()).toBe('module');
});
