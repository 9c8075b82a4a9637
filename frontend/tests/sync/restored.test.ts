import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { plainEntry } from '#lib/rules/entry.ts';
import { openPhone, outbox, queue, write, type Phone } from '#lib/store/database.ts';
import { overlay, type Document, type Operation } from '#lib/store/documents.ts';
import { request, sendAllAgain, settle, toSend, type Answer } from '#lib/sync/exchange.ts';

const EPOCH = '0f0ad5b5-2b8f-4a8e-9d7e-6a3f1a9f2c11';
const SERVER = { diary_id: 'd', account_id: 'a', epoch: 'before', cursor: 9 };
const severe = { ...plainEntry(true), peak_intensity: 'severe' as const };
const mild = { ...plainEntry(true), peak_intensity: 'mild' as const };
const day = (key: string, more: Partial<Document> = {}): Document => ({
  kind: 'day',
  key,
  revision: 7,
  values: severe,
  conflict: null,
  ...more,
});
const differing = day('2025-10-15', { conflict: { parts: ['headache'], others: [{ revision: 6, values: mild }] } });
const later: Operation = {
  operation_id: 'later',
  kind: 'day',
  key: '2025-10-16',
  base_revision: 7,
  set: { note: 'at work' },
  delete: false,
  made_at: '2025-10-16T07:42:00Z',
  time_zone: 'Europe/Berlin',
};

let phone: Phone;
const again = () => sendAllAgain(phone, EPOCH, new Date().toISOString(), 'Europe/Berlin');
const answered = (results: Partial<Answer['results'][number]>[]): Answer =>
  ({ epoch: EPOCH, results, changes: [], next_cursor: 0, has_more: false }) as unknown as Answer;

beforeEach(async () => {
  vi.stubGlobal('localStorage', { getItem: () => null });
  phone = await openPhone(`diary-${crypto.randomUUID()}`);
  const transaction = write(phone);
  for (const one of [day('2025-10-14', { values: null }), differing, day('2025-10-16')]) {
    await transaction.objectStore('documents').put(one);
  }
  await transaction.done;
  await queue(phone, later);
});

it('sends all that is held, tombstones too, before what was made on top of it', async () => {
  await again();

  const box = await outbox(phone);
  expect(box.map(({ key, delete: gone, again: copy }) => [key, gone, copy])).toEqual([
    ['2025-10-14', true, 'shown'],
    ['2025-10-15', false, 'shown'],
    ['2025-10-15', false, 'beside'],
    ['2025-10-16', false, 'shown'],
    ['2025-10-16', false, undefined],
  ]);
  expect(box[2]?.set).toMatchObject({ peak_intensity: 'mild' });
});

it('a day that devices see differently names no revision: a copy is not the choice of the person', async () => {
  await again();

  const bases = (await outbox(phone)).map(({ base_revision }) => base_revision);
  expect(bases).toEqual([7, null, null, 7, 7]);
});

it('once more gives the same operations, also at another moment', async () => {
  await again();
  const first = await outbox(phone);
  vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] });
  await again();
  vi.useRealTimers();

  const second = await outbox(phone);
  expect(second.map(({ operation_id }) => operation_id)).toEqual(first.map(({ operation_id }) => operation_id));
});

it('says nothing of copies to the server', async () => {
  await again();

  const [sent] = request('device', SERVER, toSend(await outbox(phone))).operations;
  expect(Object.keys(sent ?? {})).not.toContain('again');
});

it('a copy of what is kept beside is not shown, and no edit is based on it', async () => {
  await queue(phone, { ...later, operation_id: 'choice', key: '2025-10-15' });
  await again();
  const beside = (await outbox(phone)).find((edit) => edit.again === 'beside');
  const pending = (await outbox(phone)).filter(({ key }) => key === '2025-10-15');
  expect(overlay('2025-10-15', differing, pending)?.values).toMatchObject({ peak_intensity: 'severe', note: 'at work' });

  await settle(phone, SERVER, answered([{ operation_id: beside?.operation_id ?? '', status: 'conflict', revision: 12, said_revision: 11 }]));

  const choice = (await outbox(phone)).find(({ operation_id }) => operation_id === 'choice');
  expect(choice?.base_revision).toBe(7);
});

it('an edit that was on its way already stays as it was sent', async () => {
  const [edit] = await outbox(phone);
  const transaction = write(phone);
  await transaction.objectStore('outbox').put({ ...later, sent: true }, edit?.seq);
  await transaction.done;
  await again();
  const copy = (await outbox(phone)).find(({ key }) => key === '2025-10-16');

  await settle(phone, SERVER, answered([{ operation_id: copy?.operation_id ?? '', status: 'applied', revision: 12, said_revision: 12 }]));

  expect((await outbox(phone)).find(({ operation_id }) => operation_id === 'later')?.base_revision).toBe(7);
});
