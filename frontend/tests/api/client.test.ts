import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, NotReached, Refused } from '#lib/api/client.ts';

let signal: AbortSignal;

beforeEach(() => {
  Object.assign(AbortSignal, { any: undefined }); // newer than the oldest browsers
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    signal = init.signal as AbortSignal;
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('a question ends when its asker gives it up', async () => {
  const asker = new AbortController();
  const asked = ask('GET', '/session', undefined, asker.signal);
  asker.abort();
  await expect(asked).rejects.toBeInstanceOf(NotReached);
  expect(signal.aborted).toBe(true);
});

it('a question ends when it takes too long, with an asker who waits and without', async () => {
  for (const asker of [new AbortController().signal, null]) {
    const late = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
    const asked = ask('GET', '/session', undefined, asker);
    late.abort();
    await expect(asked).rejects.toBeInstanceOf(NotReached);
  }
});

it.each([
  ['{}', NotReached],
  ['{"code": "too_many_accounts"}', Refused],
  ['{"code": "too_many_values"}', Refused],
])('too much is for later, and said where it is known of what: %s', async (body, kind) => {
  vi.stubGlobal('fetch', async () => new Response(body, { status: 429 }));
  await expect(ask('POST', '/accounts', {})).rejects.toBeInstanceOf(kind);
});
