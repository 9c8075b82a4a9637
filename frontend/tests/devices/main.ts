/**
 * Several devices with the app's own store and runner, told line by line what to do (JSON on standard input).
 *
 * A line is `{id, do, ...}` and is answered by `{id, ok}` or `{id, fault}`; what a device asks of the server comes out as
 * `{ask, path, body}` and is answered by `{answer, status, body}`, status 0 = not reached. With an address in DIARY_SERVER
 * the devices speak to that server themselves, and try again by their own clock, fifty times as fast.
 */

import './loader.ts';
import { createInterface } from 'node:readline';
import { faster, install, quiet, untimed, using } from './browser.ts';

interface Told {
  id: number;
  do: string;
  device: string;
  key: string;
  set: Record<string, unknown>;
  server: { account_id: string; diary_id: string; cookie?: string };
  online: boolean;
  other: number;
  /** Answer at once, not when the exchange that follows is over. */
  soon?: boolean;
}
interface Answered {
  answer: number;
  status: number;
  body: string;
}

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const waiting = new Map<number, (answer: Answered) => void>();
const offline = new Set<string>();
let asked = 0;

async function byLines(path: string, body: string) {
  const from = (JSON.parse(body || '{}') as { device_id?: string }).device_id ?? '';
  if (offline.has(names.get(from) ?? '')) throw new TypeError('not reached');
  asked += 1;
  const number = asked;
  const answer = new Promise<Answered>((resolve) => waiting.set(number, resolve));
  say({ ask: number, path, body });
  const { status, body: said } = await answer;
  if (status === 0) throw new TypeError('not reached');
  return { status, body: said };
}

const { fetch: really } = globalThis;
const address = process.env['DIARY_SERVER'];
let cookie = '';

async function byNetwork(path: string, body: string, signal?: AbortSignal) {
  const headers = { Cookie: cookie, 'Content-Type': 'application/json' };
  const answer = await really(`${address}${path}`, { method: 'POST', body, headers, ...(signal && { signal }) });
  return { status: answer.status, body: await answer.text() };
}

if (address) install(byNetwork, faster(50));
else install(byLines, untimed);

const { Diary } = await import('#lib/store/diary.svelte.ts');
const { plainEntry } = await import('#lib/rules/entry.ts');
const { openPhone, outbox } = await import('#lib/store/database.ts');
const { deviceId, unqueue } = await import('#lib/store/writing.ts');
type Device = InstanceType<typeof Diary>;
const devices = new Map<string, Device>();
const receipts = new Map<string, Awaited<ReturnType<Device['remove']>>[]>();
const remembered = new Map<string, Device['entries']>();
/** Device by its id on the wire. */
const names = new Map<string, string>();

async function open(name: string): Promise<Device> {
  const phone = await openPhone(name);
  names.set(await deviceId(phone), name);
  phone.close();
  const device = new Diary();
  await using(name, () => device.open());
  devices.set(name, device);
  return device;
}

function device(name: string): Device {
  const one = devices.get(name);
  if (!one) throw new Error(`no device ${name}`);
  return one;
}

const keep = (name: string, receipt: Awaited<ReturnType<Device['remove']>>) => {
  receipts.set(name, [...(receipts.get(name) ?? []), receipt]);
  return receipt.operation_id;
};

const deeds: Record<string, (told: Told) => Promise<unknown>> = {
  open: async ({ device: name, server }) => {
    cookie = server.cookie ?? '';
    await (await open(name)).belongTo(server);
  },
  async reopen({ device: name }) {
    device(name).close();
    receipts.delete(name);
    await open(name);
  },
  async network({ device: name, online }) {
    if (online) offline.delete(name);
    else offline.add(name);
  },
  async day({ device: name, key, set }) {
    return keep(name, await device(name).change('day', key, (now) => ({ ...(now ?? plainEntry(true)), ...set })));
  },
  /** What a phone does that takes what it changes from its memory: the negative control. */
  async 'day from memory'({ device: name, key, set }) {
    const known = remembered.get(name) ?? device(name).entries;
    remembered.set(name, known);
    return keep(name, await device(name).change('day', key, () => ({ ...(known.get(key) ?? plainEntry(true)), ...set })));
  },
  async injection({ device: name, key, set }) {
    const one = device(name);
    const nothing = { product: null, lot: null, total_units: null, sites: null, clinic: null, note: null, objection: null };
    const empty = { injected_on: key, ...nothing };
    const before = one.injections.find((injection) => injection.key === key)?.values ?? empty;
    return keep(name, await one.save('injection', key, { ...before, ...set }));
  },
  treatment: async ({ device: name, set }) =>
    keep(name, await device(name).save('treatment', 'treatment', { ...device(name).treatment, ...set })),
  remove: async ({ device: name, key }) =>
    device(name).entries.has(key) ? keep(name, await device(name).remove('day', key)) : '',
  async undo({ device: name }) {
    const last = receipts.get(name)?.pop();
    if (last) await device(name).undo(last);
    return last?.operation_id ?? '';
  },
  async pick({ device: name, other }) {
    const [first] = device(name).conflicts;
    const values = first && (other === 0 ? first.values : (first.conflict?.others[other - 1]?.values as typeof first.values));
    return first && values ? keep(name, await device(name).pick(first.kind, first.key, values)) : '';
  },
  /** The notes that are shown, by their days. */
  notes: async ({ device: name }) => Object.fromEntries([...device(name).entries].map(([key, { note }]) => [key, note])),
  /** Nothing, until nothing of the device is on its way. */
  idle: async () => null,
  id: async ({ device: name }) => [...names].find(([, one]) => one === name)?.[0],
  sync: ({ device: name }) => device(name).sync(),
  async look({ device: name }) {
    const { days, injections, treatment, waiting: many, refused } = device(name);
    const shown = [...days.values()].map(({ key, values, revision, conflict }) => ({ key, values, revision, conflict }));
    return { days: shown, injections, treatment, waiting: many, refused };
  },
  /** All texts that the device could still send. */
  async held({ device: name }) {
    const phone = await openPhone(name);
    const all = JSON.stringify([await phone.getAll('documents'), await outbox(phone)]);
    phone.close();
    return all;
  },
  /** What a client does that keeps nothing: the negative control. */
  async lose({ device: name }) {
    const phone = await openPhone(name);
    for (const { seq } of await outbox(phone)) await unqueue(phone, seq);
    phone.close();
    device(name).close();
    await open(name);
  },
  async forget({ device: name }) {
    device(name).close();
    devices.delete(name);
    receipts.delete(name);
    await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
  },
};

async function act(told: Told): Promise<void> {
  try {
    const deed = deeds[told.do];
    if (!deed) throw new Error(`nobody can ${told.do}`);
    const ok = (await deed(told)) ?? null;
    if (!told.soon) await quiet(told.device);
    say({ id: told.id, ok });
  } catch (fault) {
    say({ id: told.id, fault: String(fault instanceof Error ? fault.stack : fault) });
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line) as Told | Answered;
  if ('answer' in told) waiting.get(told.answer)?.(told);
  else void act(told);
}
process.exit(0);
