import { beforeEach, expect, it } from 'vitest';
import { Unsound } from '#lib/rules/checks.ts';
import { outbox, type Phone } from '#lib/store/database.ts';
import { changing } from '#lib/store/edits.ts';
import { Memory } from '#lib/store/memory.svelte.ts';
import { saving } from '#lib/store/other-edits.ts';
import type { Injection } from '#lib/store/documents.ts';
import { plainEntry, type Entry } from '#lib/rules/entry.ts';
import { DAY, answer, change, doing, entry, hear, last, newPhone, say, send, shown, tell, told } from './phone.ts';

let phone: Phone;
const mild = entry({ peak_intensity: 'mild' });
const refused = (field: string, code = 'value') => ({
  status: 'rejected' as const,
  errors: [{ field, message: 'no', code }],
});

beforeEach(async () => {
  phone = await newPhone(told(7, mild));
});

it('a control character pasted into a note goes, and the note stays', async () => {
  await say(phone, { note: 'a\u0007b\u000b\ud83d', triggers: ['wi\u0000ne'] });
  expect((await last(phone)).set).toMatchObject({ note: 'ab', triggers: ['wine'] });
});

it('a note that differs by nothing but control characters is no edit', async () => {
  await tell(phone, told(7, { ...mild, note: 'ab' }));
  await say(phone, { note: 'a\u0007b' });
  expect(await outbox(phone)).toEqual([]);
});

it('what the server would refuse is refused at once, and nothing is kept of it', async () => {
  const long = 'x'.repeat(10_001);
  const odd: Partial<Entry>[] = [{ note: long }, { duration_minutes: 0 }, { duration_minutes: 7.5 }, { triggers: [''] }];
  for (const said of odd) await expect(say(phone, said)).rejects.toThrow(Unsound);
  const form = { ...mild, note: long };
  expect(() => saving('day', DAY, form, { revision: 7, values: mild })).toThrow(Unsound);
  expect(await outbox(phone)).toEqual([]);
});

it('a note of ten thousand faces is kept: it is counted in characters', async () => {
  const faces = '\u{1F600}'.repeat(10_000);
  await say(phone, { note: faces });
  expect((await last(phone)).set).toMatchObject({ note: faces });
});

it('a tap says nothing of a note that was refused before', async () => {
  await tell(phone, told(7, { ...mild, note: 'x'.repeat(10_001) })); // as a server with another limit told it
  await say(phone, { peak_intensity: 'severe' });
  expect((await last(phone)).set).not.toHaveProperty('note');
});

it('what a newer release knows is left to the server', async () => {
  const herbal = { id: crypto.randomUUID(), name: 'A', drug_class: 'herbal', doses: 1, relief: null };
  await say(phone, { acute_medications: [herbal] } as unknown as Partial<Entry>);
  expect(await outbox(phone)).toHaveLength(1);
});

it('an action that cannot be done leaves the rest of the diary as it is shown', async () => {
  const memory = new Memory();
  const fails = changing<Entry>('day', DAY, () => ({ ...plainEntry(true), duration_minutes: -1 }));
  expect(() => memory.expect([fails])).not.toThrow();
  memory.end([fails], null);
  expect(memory.entries.size).toBe(0);
});

it('an edit of the release before that holds a control character is cleaned by itself once it is refused', async () => {
  await phone.add('outbox', {
    ...{ operation_id: 'old', kind: 'day', key: DAY, base_revision: 7, delete: false },
    ...{ set: { peak_intensity: 'severe', note: 'a\u0007b' }, made_at: '2025-10-16T07:42:00Z', time_zone: 'Etc/Unknown' },
  });
  await hear(phone, answer(await send(phone), 0, {}, refused('note', 'control_characters')));
  const [edit, ...more] = await outbox(phone);
  expect([edit?.set, edit?.refused, edit?.sent, more]).toEqual([{ peak_intensity: 'severe', note: 'ab' }, undefined, undefined, []]);
  expect(edit?.operation_id).not.toBe('old');
});

it('what is refused, tried again and taken while more is to come stays shown until that has come', async () => {
  await say(phone, { note: 'one' });
  await hear(phone, answer(await send(phone), 0, {}, refused('operation', 'account_full')));
  await hear(phone, answer(await send(phone), 900, { next_cursor: 500, has_more: true }));
  expect(await shown(phone)).toMatchObject({ note: 'one' });
  const [taken, ...more] = await outbox(phone);
  expect([taken?.acknowledged, taken?.refused, more]).toEqual([900, undefined, []]);
  await hear(phone, answer([], 0, { next_cursor: 900, changes: [change(900, { ...mild, note: 'one' })] }));
  expect(await outbox(phone)).toEqual([]);
});

it('a new session whose date is refused waits whole: without the date the rest of it is none', async () => {
  const key = crypto.randomUUID();
  const session: Injection = {
    ...{ injected_on: DAY, product: 'onabotulinumtoxinA', lot: null, total_units: 155, sites: null },
    ...{ clinic: null, note: null, objection: null },
  };
  await doing(phone, changing<Injection>('injection', key, () => session));
  await hear(phone, answer(await send(phone), 0, {}, refused('injected_on', 'day_in_future')));
  expect((await outbox(phone)).map(({ set, refused: why }) => [set, why?.length])).toEqual([[session, 1]]);

  await hear(phone, answer(await send(phone), 9)); // the clock of the server was put right
  await doing(phone, changing<Injection>('injection', key, () => session));
  await doing(phone, changing<Injection>('injection', key, (now) => now && { ...now, injected_on: '2025-10-15', lot: '7' }));
  await hear(phone, answer([await last(phone)], 0, {}, refused('injected_on', 'day_in_future')));
  expect((await outbox(phone)).map(({ set }) => set).slice(-2)).toEqual([{ lot: '7' }, { injected_on: '2025-10-15' }]);
});

it('a refused field keeps its place: what was typed after it is what is shown, and what stays', async () => {
  await say(phone, { note: 'bell', peak_intensity: 'severe' });
  const [first] = await send(phone);
  await say(phone, { note: 'typed since' });
  await hear(phone, answer([first!], 0, {}, refused('note')));

  expect((await outbox(phone)).map(({ set }) => set['note'])).toEqual([undefined, 'bell', 'typed since']);
  expect(await shown(phone)).toMatchObject({ note: 'typed since', peak_intensity: 'severe' });
  const sent = (await send(phone)).filter((edit) => !edit.refused);
  await hear(phone, answer(sent, 9, { changes: [change(9, { ...mild, peak_intensity: 'severe', note: 'typed since' })] }));
  expect(await outbox(phone)).toEqual([]);
});

it('and where it were put behind them, the refused one would be shown', async () => {
  await say(phone, { note: 'bell' });
  const [first] = await outbox(phone);
  await say(phone, { note: 'typed since' });
  const { seq: _seq, ...operation } = first!;
  await phone.add('outbox', { ...operation, operation_id: crypto.randomUUID(), refused: refused('note').errors });
  expect(await shown(phone)).toMatchObject({ note: 'bell' });
});
