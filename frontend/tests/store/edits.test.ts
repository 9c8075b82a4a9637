import { beforeEach, expect, it, vi } from 'vitest';
import { answered } from '#lib/entries.ts';
import { outbox, type Phone } from '#lib/store/database.ts';
import { write } from '#lib/store/writing.ts';
import { changing } from '#lib/store/edits.ts';
import { saving } from '#lib/store/other-edits.ts';
import type { Entry } from '#lib/rules/entry.ts';
import { answer, change, DAY, doing, entry, hear, last, newPhone, oldEdit, say, send, shown, tell, told } from './phone.ts';

let phone: Phone;
const free = answered('free', null);
const moderate = entry({ peak_intensity: 'moderate' });
const mild = entry({ peak_intensity: 'mild' });

beforeEach(async () => {
  phone = await newPhone();
});

it('A says free and B moderate; A notes, hears B, and taps "severe": it is made on what A saw, and whole', async () => {
  await tell(phone, told(7, free));
  await say(phone, { note: 'at work' });
  const note = await send(phone);
  await tell(phone, told(8, moderate));
  expect(await shown(phone)).toEqual({ ...free, note: 'at work' });

  await doing(phone, changing<Entry>('day', DAY, (now) => answered('severe', now)));

  const severe = await last(phone);
  expect(severe).toMatchObject({ base_revision: 7, base_values: { ...free, note: 'at work' } });
  expect(severe.set).toMatchObject({ headache: true, peak_intensity: 'severe', nausea: null, duration_minutes: null });
  await hear(phone, answer(note, 9));
  expect(await last(phone)).toEqual(severe);
});

it('a trigger that was seen and removed stays removed while the edit before it is answered', async () => {
  const stress = entry({ triggers: ['stress'] });
  await tell(phone, told(7, stress));
  await say(phone, { note: 'one' });
  const note = await send(phone);
  await say(phone, { triggers: [] });

  await hear(phone, answer(note, 9, { changes: [change(9, { ...stress, note: 'one', triggers: ['stress', 'wine'] })] }));

  expect(await last(phone)).toMatchObject({ base_revision: 7, base_values: { triggers: ['stress'], note: 'one' }, set: { triggers: [] } });
  expect(await shown(phone)).toMatchObject({ triggers: [], note: 'one' });
});

it('a correction of what another device said is based on that', async () => {
  await tell(phone, told(8, moderate));
  await say(phone, { peak_intensity: 'mild' });
  expect(await last(phone)).toMatchObject({ base_revision: 8, base_values: moderate, set: { peak_intensity: 'mild' } });
});

it('a medicine that another device took does not vanish with an edit made before it was heard', async () => {
  const medicine = { id: 'm', name: 'Sumatriptan', drug_class: 'triptan' as const, doses: 1, relief: null };
  await tell(phone, told(7, mild));
  await say(phone, { note: 'one' });
  await say(phone, { note: 'two' });
  const [one] = await send(phone);
  await hear(phone, answer([one!], 9, { changes: [change(9, { ...mild, note: 'one', acute_medications: [medicine] })] }));

  const two = await last(phone);
  expect([two.base_revision, two.base_values, two.set]).toEqual([7, { ...mild, note: 'one' }, { note: 'two' }]);

  await hear(phone, answer([two], 10, { changes: [change(10, { ...mild, note: 'two', acute_medications: [medicine] })] }));
  expect(await shown(phone)).toMatchObject({ note: 'two', acute_medications: [medicine] });
});

it('an edit of any part of the headache says the whole of it, and one of nothing else does not', async () => {
  await tell(phone, told(7, mild));
  await say(phone, { nausea: true });
  await say(phone, { note: 'one' });
  const [nausea, note] = (await outbox(phone)).map(({ set }) => set);
  expect(Object.keys(nausea!)).toHaveLength(11);
  expect(nausea).toMatchObject({ headache: true, peak_intensity: 'mild', nausea: true });
  expect(note).toEqual({ note: 'one' });
});

it('an edit acknowledged while more is to come stays until the cursor has passed it, and is not sent again', async () => {
  await tell(phone, told(7, mild));
  await say(phone, { note: 'one' });
  const sent = await send(phone);

  await hear(phone, answer(sent, 900, { next_cursor: 500, has_more: true }));
  expect(await last(phone)).toMatchObject({ acknowledged: 900 });
  expect(await shown(phone)).toMatchObject({ note: 'one' });

  await hear(phone, answer([], 0, { next_cursor: 899, has_more: true }));
  expect(await outbox(phone)).toHaveLength(1);
  await hear(phone, answer([], 0, { next_cursor: 900, has_more: true }));
  expect(await outbox(phone)).toEqual([]);
});

it('a correction says all that is refused again, in the order said, and a refused edit holds back no other', async () => {
  await tell(phone, told(7, mild));
  await say(phone, { note: 'bell' });
  const refused = await send(phone);
  await hear(phone, answer(refused, 0, {}, { status: 'rejected', errors: [{ field: 'note', message: 'control' }] }));
  await tell(phone, told(8, { ...mild, aura: true }));
  expect(await shown(phone)).toMatchObject({ note: 'bell', aura: true });

  await say(phone, { triggers: ['stress'] });

  const [only, ...more] = await outbox(phone);
  expect(more).toEqual([]);
  expect(only).toMatchObject({ set: { note: 'bell', triggers: ['stress'] }, base_revision: 7 });
  expect(only?.base_values).toEqual({ ...mild, aura: true });
});

it('in the fields of a refused edit the base stays what was there when it was made', async () => {
  await tell(phone, told(7, mild));
  await say(phone, { note: 'bell' });
  await hear(phone, answer(await send(phone), 0, {}, { status: 'rejected', errors: [{ field: 'note', message: 'control' }] }));
  await tell(phone, told(8, { ...mild, note: 'of another' }));
  await say(phone, { note: 'clean' });
  expect(await last(phone)).toMatchObject({ base_revision: 7, base_values: { note: null }, set: { note: 'clean' } });
});

it('only the field that is refused stays; the others go on without it', async () => {
  await tell(phone, told(7, mild));
  await say(phone, { note: 'bell', peak_intensity: 'severe' });
  const sent = await send(phone);
  await hear(phone, answer(sent, 0, {}, { status: 'rejected', errors: [{ field: 'note', message: 'control' }] }));

  const [good, bad] = await outbox(phone);
  expect(good?.set).toMatchObject({ peak_intensity: 'severe' });
  expect([good?.refused, Object.keys(good?.set ?? {}).includes('note')]).toEqual([undefined, false]);
  expect([bad?.set, bad?.refused?.length]).toEqual([{ note: 'bell' }, 1]);
  expect(new Set([good, bad, ...sent].map((edit) => edit?.operation_id)).size).toBe(3);
  expect(await shown(phone)).toMatchObject({ note: 'bell', peak_intensity: 'severe' });
});

it('what was said after a refused edit, and is taken, is not said again by it', async () => {
  await tell(phone, told(7, mild));
  await say(phone, { note: 'bell', aura: true });
  await say(phone, { note: 'clean' });
  const [first, second] = await send(phone);
  await hear(phone, answer([first!], 0, {}, { status: 'rejected', errors: [{ field: 'whole', message: 'clock' }] }));
  await hear(phone, answer([second!], 9, { changes: [change(9, { ...mild, note: 'clean' })] }));
  expect((await outbox(phone)).map(({ set }) => set)).toEqual([{ aura: true }]);
  expect(await shown(phone)).toMatchObject({ note: 'clean', aura: true });
});

it('a form says only what it changed; where nobody touched that, on what is shown now', async () => {
  await tell(phone, told(7, mild));
  const form = { ...mild, note: 'typed' };
  await tell(phone, told(8, { ...mild, aura: true }));
  await doing(phone, saving('day', DAY, form, { revision: 7, values: mild }));
  expect(await last(phone)).toMatchObject({ base_revision: 8, set: { note: 'typed' } });
  expect(await shown(phone)).toMatchObject({ note: 'typed', aura: true });
});

it('a form that changed what another device changed too is based on what it began from', async () => {
  await tell(phone, told(8, { ...mild, note: 'of another' }));
  await doing(phone, saving('day', DAY, { ...mild, note: 'typed' }, { revision: 7, values: mild }));
  expect(await last(phone)).toMatchObject({ base_revision: 7, base_values: mild, set: { note: 'typed' } });
});

it('edits of the release before go on as they are, and what is said on them takes their base', async () => {
  await tell(phone, told(8, mild));
  await phone.add('outbox', oldEdit('old', { note: 'old' }, { base_revision: 5 }));
  expect(await shown(phone)).toEqual({ ...mild, note: 'old' });
  await say(phone, { note: 'new' });
  expect(await last(phone)).toMatchObject({ base_revision: 5, base_values: { ...mild, note: 'old' } });
  expect((await outbox(phone))[0]).not.toHaveProperty('base_values');
});

it('several documents are said in one transaction: all of them or none', async () => {
  const fail = changing<Entry>('day', '2025-10-15', () => {
    throw new Error('no');
  });
  await expect(doing(phone, changing<Entry>('day', DAY, () => mild), fail)).rejects.toThrow('no');
  expect(await outbox(phone)).toEqual([]);
});

it('what cannot be read back is not taken for saved', async () => {
  const added = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(function (this: IDBObjectStore) {
    return this.get(0) as IDBRequest<IDBValidKey>; // the disk said yes and kept nothing
  });
  await expect(say(phone, { note: 'one' })).rejects.toThrow('not kept');
  added.mockRestore();
  await say(phone, { note: 'two' });
  expect(await shown(phone)).toMatchObject({ note: 'two' });
});

it('every edit is written with strict durability', async () => {
  const begun = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await say(phone, { note: 'one' });
  const writes = begun.mock.calls.filter(([, mode]) => mode === 'readwrite');
  begun.mockRestore();
  expect(writes.map(([, , options]) => options)).toEqual([{ durability: 'strict' }]);
  expect(write(phone).durability).toBe('strict');
});
