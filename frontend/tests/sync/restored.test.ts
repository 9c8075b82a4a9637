import { beforeEach, expect, it, vi } from 'vitest';
import { heldOf, look, outbox, type Phone } from '#lib/store/database.ts';
import { overlay, type Document, type Operation } from '#lib/store/documents.ts';
import { request, sendAllAgain, toSend } from '#lib/sync/exchange.ts';
import { answer, change, EPOCH, entry, hear, newPhone, oldEdit, say, send, SERVER, shown, told } from '../store/phone.ts';

const severe = entry({ peak_intensity: 'severe' });
const mild = entry({ peak_intensity: 'mild' });
const day = (key: string, more: Partial<Document> = {}): Document => told(7, severe, { key, ...more });
const differing = day('2025-10-15', { conflict: { parts: ['headache'], others: [{ revision: 6, values: mild }] } });
const later: Operation = oldEdit('later', { note: 'at work' }, { base_revision: 7 });
const BEFORE = { ...SERVER, epoch: 'before' };

let phone: Phone;
const again = () => sendAllAgain(phone, EPOCH);

beforeEach(async () => {
  phone = await newPhone(day('2025-10-14', { values: null }), differing, day('2025-10-16'));
  await phone.add('outbox', later);
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
  await phone.add('outbox', { ...later, operation_id: 'choice', key: '2025-10-15' });
  await again();
  const beside = (await outbox(phone)).find((edit) => edit.again === 'beside');
  const held = await heldOf(look(phone), 'day', '2025-10-15');
  expect(overlay('2025-10-15', held)?.values).toMatchObject({ peak_intensity: 'severe', note: 'at work' });

  await hear(phone, answer([beside!], 12, {}, { status: 'conflict' }));

  const choice = (await outbox(phone)).find(({ operation_id }) => operation_id === 'choice');
  expect(choice?.base_revision).toBe(7);
});

it('an edit keeps its base through a restore, and what was sent already is in the copy', async () => {
  await phone.clear('outbox');
  await say(phone, { note: 'one' });
  await send(phone);
  await say(phone, { note: 'two' });
  const [one, two] = await outbox(phone);

  await hear(phone, answer([], 3, { changes: [change(3, mild)] }), BEFORE);

  const box = (await outbox(phone)).filter(({ key }) => key === '2025-10-16');
  expect(box.map(({ set }) => set['note'])).toEqual(['one', 'one', 'two']);
  const { seq: _one, ...sent } = one!;
  const { seq: _two, ...waiting } = two!;
  expect(box.slice(1)).toMatchObject([sent, waiting]);
  expect(await shown(phone)).toEqual({ ...severe, note: 'two' });
});

it('an edit sent to the restored server by chance is not sent again beneath what was there before it', async () => {
  await phone.clear('outbox');
  await say(phone, { note: 'one' });
  await hear(phone, answer(await send(phone), 12), BEFORE);
  const box = (await outbox(phone)).filter(({ key }) => key === '2025-10-16');
  expect(box.map(({ set, again: copy }) => [set['note'], copy])).toEqual([['one', 'shown']]);
});

it('what was acknowledged and not told yet is sent again', async () => {
  await phone.clear('outbox');
  await say(phone, { note: 'one' });
  await hear(phone, answer(await send(phone), 90, { has_more: true, next_cursor: 10 }));
  expect(toSend(await outbox(phone))).toEqual([]);
  await hear(phone, answer([], 3), BEFORE);
  expect(toSend(await outbox(phone)).at(-1)).toMatchObject({ set: { note: 'one' }, base_revision: 7 });
});
