import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPhone, outbox, type Phone } from '#lib/store/database.ts';
import { setMeta } from '#lib/store/writing.ts';
import { Runner, waitAfter, type Reach } from '#lib/sync/runner.ts';

const MINUTE_MS = 60_000;
const SERVER = { diary_id: 'd', account_id: 'a', epoch: null, cursor: 0 };
let phone: Phone;
let asked: AbortSignal[];
let bodies: string[];
let ended: Reach[];
let stop = (): void => undefined;

/** Let everything happen that waits for the database alone. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

beforeEach(async () => {
  asked = [];
  bodies = [];
  ended = [];
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('document', { addEventListener: () => undefined, removeEventListener: () => undefined, visibilityState: 'visible' });
  vi.stubGlobal('localStorage', { getItem: () => null });
  const request = (_name: string, ...given: (() => Promise<void>)[]) => given.at(-1)?.();
  vi.stubGlobal('navigator', { locks: { request } });
  vi.stubGlobal('fetch', (_: string, { signal, body }: { signal: AbortSignal; body: string }) => {
    asked.push(signal);
    bodies.push(body);
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
  });
  phone = await openPhone(`diary-${crypto.randomUUID()}`);
  await setMeta(phone, 'server', SERVER);
  await phone.add('outbox', {
    operation_id: crypto.randomUUID(),
    kind: 'day',
    key: '2025-10-16',
    base_revision: null,
    set: { headache: true },
    delete: false,
    made_at: '2025-10-16T07:42:00Z',
    time_zone: 'Europe/Berlin',
  });
  const runner = new Runner(phone, { changed: async () => undefined, ended: (reach) => void ended.push(reach) });
  runner.start();
  stop = () => runner.stop();
  await settled();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('an exchange that stands still', () => {
  it('is given up after a minute, keeps its edit and is tried again', async () => {
    expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
    vi.spyOn(Math, 'random').mockReturnValue(0); // the next try follows at once

    vi.advanceTimersByTime(2 * MINUTE_MS);
    await settled();

    expect(ended).toEqual(['not-reached']);
    expect(asked.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(await outbox(phone)).toHaveLength(1);
  });

  it('is not tried again once the diary is closed', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);

    stop();
    await settled();

    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
    expect(ended).toEqual([]);
  });

  it('is left alone within that minute', async () => {
    vi.advanceTimersByTime(MINUTE_MS);
    await settled();

    expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
  });
});

it('the first exchange after a start, and after a fault, only hears: the server may have been restored', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.advanceTimersByTime(2 * MINUTE_MS);
  await settled();
  expect(bodies.map((body) => (JSON.parse(body) as { operations: [] }).operations)).toEqual([[], []]);
});

describe('the wait after a fault', () => {
  it('doubles its ceiling from two seconds to five minutes, and may be nothing', () => {
    const ceilings = [1, 2, 3, 9, 30].map((faults) => waitAfter(faults, false, () => 1));
    expect(ceilings).toEqual([2_000, 4_000, 8_000, 300_000, 300_000]);
    expect(waitAfter(30, false, () => 0)).toBe(0);
  });

  it('is at most eight seconds while somebody looks: the server may be back', () => {
    expect([1, 3, 30].map((faults) => waitAfter(faults, true, () => 1))).toEqual([2_000, 8_000, 8_000]);
  });
});
