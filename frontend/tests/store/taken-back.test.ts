import { beforeEach, expect, it } from 'vitest';
import { draft, keepDraft, outbox, type Phone } from '#lib/store/database.ts';
import { removing, undoing } from '#lib/store/other-edits.ts';
import { changing } from '#lib/store/edits.ts';
import type { Entry } from '#lib/rules/entry.ts';
import { DAY, answer, doing, entry, hear, newPhone, oldEdit, say, send, shown, tell, told } from './phone.ts';

let phone: Phone;
const left = async () => (await outbox(phone)).map(({ operation_id }) => operation_id);
const undo = (operation_id: string, before = null as ReturnType<typeof entry> | null, fields = ['note']) =>
  doing(phone, undoing({ kind: 'day', key: DAY, operation_id, before, fields }));

beforeEach(async () => {
  phone = await newPhone();
  await phone.add('outbox', oldEdit('tap', entry({ note: 'tap' })));
  await phone.add('outbox', oldEdit('other', entry({}), { key: '2025-10-15' }));
  await phone.add('outbox', oldEdit('detail', { note: 'detail' }));
});

it('a tap goes with what was said on top of it, so that no half day is left', async () => {
  await undo('tap');
  expect(await left()).toEqual(['other']);
  expect(await shown(phone)).toBeNull();
});

it('what came before stays', async () => {
  await undo('detail', entry({ note: 'tap' }));
  expect(await left()).toEqual(['tap', 'other']);
});

it('what may have reached the server stays whole, and what was shown before is said again', async () => {
  await send(phone);
  await undo('detail', entry({ note: 'tap' }));
  expect(await left()).toHaveLength(4);
  expect((await outbox(phone)).at(-1)).toMatchObject({ set: { note: 'tap' }, base_values: { note: 'detail' } });
});

it('what another device said meanwhile is not taken back with it', async () => {
  await phone.clear('outbox');
  const before = entry({ peak_intensity: 'mild' });
  await tell(phone, told(8, { ...before, peak_intensity: 'severe', note: 'of the other device' }));
  await undo('gone to the server', before, ['headache', 'peak_intensity']);
  expect(await shown(phone)).toEqual({ ...before, note: 'of the other device' });
});

it('a correction that says anew what was refused is taken back to that, not to nothing', async () => {
  await phone.clear('outbox');
  const [severe, mild] = [entry({ peak_intensity: 'severe' }), entry({ peak_intensity: 'mild' })];
  const tap = async (values: Entry) => (await doing(phone, changing<Entry>('day', DAY, () => values))).done[0]!;
  const full = { status: 'rejected', errors: [{ field: 'operation', message: 'no', code: 'account_full' }] } as const;
  await tap(severe);
  await hear(phone, answer(await send(phone), 0, {}, { ...full, errors: [...full.errors] }));

  const { operation, before } = await tap(mild);
  await undo(operation!.operation_id, before as Entry, Object.keys(operation!.set));
  expect(await shown(phone)).toEqual(severe);
  expect((await outbox(phone)).at(-1)).toMatchObject({ delete: false, set: { peak_intensity: 'severe' } });
});

it('what another device said of a day meanwhile is shown once an own answer is taken back', async () => {
  await phone.clear('outbox');
  const [mild, moderate] = [entry({ peak_intensity: 'mild' }), entry({ peak_intensity: 'moderate' })];
  await tell(phone, told(7, mild));
  const { operation, before } = (await say(phone, { peak_intensity: 'severe' })).done[0]!;
  await tell(phone, told(8, moderate));
  await undo(operation!.operation_id, before as Entry, Object.keys(operation!.set));
  expect([await shown(phone), await outbox(phone)]).toEqual([moderate, []]);
});

it('a first answer that the server has is taken back by a deletion', async () => {
  await send(phone);
  await undo('tap');
  expect((await outbox(phone)).at(-1)).toMatchObject({ delete: true, set: {} });
  expect(await shown(phone)).toBeNull();
  expect((await doing(phone, removing('day', DAY))).done[0]?.operation).toBeNull();
});

it('a draft is kept until it is saved', async () => {
  expect(await draft(phone, 'note 2025-10-16')).toBe('');
  await keepDraft(phone, 'note 2025-10-16', 'half a thou');
  expect(await draft(phone, 'note 2025-10-16')).toBe('half a thou');
  await keepDraft(phone, 'note 2025-10-16', '');
  expect(await phone.getAllKeys('drafts')).toEqual([]);
});
