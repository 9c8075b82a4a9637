import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { draft, keepDraft, openPhone, outbox, queue, takeBack, write, type Phone } from '#lib/store/database.ts';
import type { Operation } from '#lib/store/documents.ts';

const edit = (operation_id: string, key = '2025-10-16'): Operation => ({
  operation_id,
  kind: 'day',
  key,
  base_revision: null,
  set: { note: operation_id },
  delete: false,
  made_at: '2025-10-16T07:42:00Z',
  time_zone: 'Europe/Berlin',
});

let phone: Phone;
const left = async () => (await outbox(phone)).map(({ operation_id }) => operation_id);

beforeEach(async () => {
  vi.stubGlobal('localStorage', { getItem: () => null });
  phone = await openPhone(`diary-${crypto.randomUUID()}`);
  for (const one of [edit('tap'), edit('other', '2025-10-15'), edit('detail')]) await queue(phone, one);
});

it('a tap goes with what was said on top of it, so that no half day is left', async () => {
  expect(await takeBack(phone, 'tap')).toBe(true);
  expect(await left()).toEqual(['other']);
});

it('what came before stays', async () => {
  expect(await takeBack(phone, 'detail')).toBe(true);
  expect(await left()).toEqual(['tap', 'other']);
});

it('what may have reached the server stays whole', async () => {
  const sent = (await outbox(phone))[0]!;
  const transaction = write(phone);
  await transaction.objectStore('outbox').put({ ...edit('tap'), sent: true }, sent.seq);
  await transaction.done;
  expect(await takeBack(phone, 'tap')).toBe(false);
  expect(await takeBack(phone, 'never said')).toBe(false);
  expect(await left()).toEqual(['tap', 'other', 'detail']);
});

it('a draft is kept until it is saved', async () => {
  expect(await draft(phone, 'note 2025-10-16')).toBe('');
  await keepDraft(phone, 'note 2025-10-16', 'half a thou');
  expect(await draft(phone, 'note 2025-10-16')).toBe('half a thou');
  await keepDraft(phone, 'note 2025-10-16', '');
  expect(await phone.getAllKeys('drafts')).toEqual([]);
});
