/** What the app asks of a browser, for several devices in one process of Node. */

import 'fake-indexeddb/auto';

/** Answers a request of the device that speaks; rejects when it is not reached. */
type Network = (path: string, body: string, signal?: AbortSignal) => Promise<{ status: number; body: string }>;

const held = new Map<string, Promise<unknown>>();
const busy = new Map<string, number>();
const memory = new Map<string, string>();

const never = { addEventListener: () => undefined, removeEventListener: () => undefined };
const replacements = {
  localStorage: {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => void memory.set(key, value),
    removeItem: (key: string) => void memory.delete(key),
  },
  document: { ...never, visibilityState: 'visible' },
  ...never,
  navigator: { storage: undefined, locks: { request: locked } },
  BroadcastChannel: class {
    onmessage = null;
    postMessage = () => undefined;
    close = () => undefined;
  },
};

/** One after the other under a name, as the Web Locks of a browser. */
async function locked<T>(name: string, ...given: [object, () => Promise<T>] | [() => Promise<T>]): Promise<T> {
  const work = given.length === 1 ? given[0] : given[1];
  busy.set(name, (busy.get(name) ?? 0) + 1);
  const before = held.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  held.set(name, mine);
  try {
    return await mine;
  } finally {
    busy.set(name, (busy.get(name) ?? 1) - 1);
  }
}

/** Retries and watches by the clock are left to the test: it says when a device tries again. */
export const untimed = { setInterval: () => 0, setTimeout: () => 0 };

/** The app's own retries and time-outs, so many times as fast. */
export function faster(times: number): object {
  const { setInterval: every, setTimeout: after } = globalThis;
  const signal = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => signal(ms / times);
  return {
    setInterval: (work: () => void, ms = 0, ...given: never[]) => every(work, ms / times, ...given),
    setTimeout: (work: () => void, ms = 0, ...given: never[]) => after(work, ms / times, ...given),
  };
}

/** Let the app find all this. */
export function install(network: Network, timers: object): void {
  for (const [name, value] of Object.entries({ ...replacements, ...timers })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  globalThis.fetch = async (address, init) => {
    const { status, body } = await network(String(address), String(init?.body ?? ''), init?.signal ?? undefined);
    return new Response(status === 204 ? null : body, { status, headers: { 'Content-Type': 'application/json' } });
  };
}

/** Until a device neither holds nor awaits its lock: nothing of it is on its way. */
export async function quiet(device: string): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while ((busy.get(`${device}-sync`) ?? 0) > 0);
}

/** Open a device on its own database. The devices share no storage: afterwards none finds the name of another. */
export async function using<T>(name: string, open: () => Promise<T>): Promise<T> {
  memory.set('diary-current', name);
  try {
    return await open();
  } finally {
    memory.delete('diary-current');
  }
}
