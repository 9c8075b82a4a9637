import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Refused } from '#lib/api/client.ts';
import { outbox, type Phone } from '#lib/store/database.ts';
import { setMeta } from '#lib/store/writing.ts';
import { answerOf } from '#lib/sync/refusals.ts';
import { Runner, type Reach } from '#lib/sync/runner.ts';
import { alone, EPOCH, newPhone, oldEdit, SERVER } from '../store/phone.ts';

type Sent = { operations: { operation_id: string; key: string; time_zone: string }[] };
let phone: Phone;
let runner: Runner;
let now: string;
let asked: Sent[];
let ended: Reach[];
/** What the server makes of a request: a status and a body. */
let server: (sent: Sent) => [number, object];

const answered = (results: object[]): [number, object] => [
  200,
  { epoch: EPOCH, now, today: now.slice(0, 10), results, changes: [], next_cursor: 9, has_more: false },
];
const applied = (operation_id: string) => ({ operation_id, status: 'applied', revision: 10, said_revision: 10, errors: [] });
const rejected = (operation_id: string, field: string, code: string) => ({
  ...{ operation_id, status: 'rejected', revision: null, said_revision: null },
  errors: [{ field, message: 'no', code }],
});
/** Refuses each day that has not begun by its own clock. */
const byClock = ({ operations }: Sent) =>
  answered(
    operations.map(({ operation_id, key }) =>
      key > now.slice(0, 10) ? rejected(operation_id, 'key', 'day_in_future') : applied(operation_id),
    ),
  );
const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
const run = async () => (await runner.run(), await settled());
const waiting = async () => (await outbox(phone)).map(({ key, refused }) => `${key}${refused ? ' refused' : ''}`);

beforeEach(async () => {
  phone = await newPhone();
  [asked, ended, now, server] = [[], [], '2025-10-13T12:00:00Z', byClock];
  alone();
  const never = { addEventListener: () => undefined, removeEventListener: () => undefined };
  for (const [name, value] of Object.entries(never)) vi.stubGlobal(name, value);
  vi.stubGlobal('document', { ...never, visibilityState: 'hidden' });
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const sent = JSON.parse(body) as Sent;
    asked.push(sent);
    const [status, said] = server(sent);
    return new Response(JSON.stringify(said), { status });
  });
  await setMeta(phone, 'server', SERVER);
  runner = new Runner(phone, { changed: async () => undefined, ended: (reach) => void ended.push(reach) });
});

afterEach(() => {
  runner.stop();
  vi.unstubAllGlobals();
});

it('a day that a slow clock refuses comes through by itself once the clock is right', async () => {
  await phone.add('outbox', oldEdit('a', { headache: true }, { key: '2025-10-16' }));
  await run();
  expect(await waiting()).toEqual(['2025-10-16 refused']);

  await run(); // the same day by the server's clock: it is not asked again and again
  expect(asked.flatMap(({ operations }) => operations)).toHaveLength(1);

  now = '2025-10-16T12:00:00Z';
  await run();
  expect(await waiting()).toEqual([]);
});

it('a phone that hears nothing of the day of the server would keep it refused', async () => {
  await phone.add('outbox', oldEdit('a', { headache: true }, { key: '2025-10-16' }));
  await run();
  now = '2025-10-16T12:00:00Z';
  server = (sent) => [200, { ...byClock(sent)[1], now: '2025-10-13T12:00:00Z' }];
  await run();
  expect(await waiting()).toEqual(['2025-10-16 refused']);
});

it.each(['too_many_values', 'account_full'])('what is refused as %s stays, holds nothing back, and goes the next day', async (code) => {
  const full = '2025-10-11';
  server = ({ operations }) =>
    answered(
      operations.map(({ operation_id, key }) =>
        key === full && now < '2025-10-14T10' ? rejected(operation_id, 'operation', code) : applied(operation_id),
      ),
    );
  for (const key of [full, '2025-10-12']) await phone.add('outbox', oldEdit(key, { headache: true }, { key }));
  await run();
  expect(await waiting()).toEqual([`${full} refused`]);
  expect((await outbox(phone))[0]?.set).toEqual({ headache: true });

  now = '2025-10-14T09:59:00Z'; // the day of the server ends where it is the latest on earth: in a minute
  await run();
  await run();
  expect(await waiting()).toEqual([`${full} refused`]);
  expect(asked.flatMap(({ operations }) => operations).filter(({ key }) => key === full)).toHaveLength(1);

  now = '2025-10-14T10:00:00Z';
  await run();
  expect(await waiting()).toEqual([]);
});

it('"Send again" tries at once, and a new start tries too', async () => {
  server = ({ operations }) => answered(operations.map(({ operation_id }) => rejected(operation_id, 'kind', 'unknown_kind')));
  await phone.add('outbox', oldEdit('a', { headache: true }));
  await run();
  expect(await waiting()).toEqual(['2025-10-16 refused']);

  server = byClock;
  now = '2025-10-13T13:00:00Z'; // the same day
  await run();
  expect(await waiting()).toEqual(['2025-10-16 refused']);
  server = ({ operations }) => answered(operations.map(({ operation_id }) => applied(operation_id)));
  runner.retry();
  await run();
  expect(await waiting()).toEqual([]);
});

it('"Send again" during a run that is refused counts for the next one', async () => {
  const refusing = ({ operations }: Sent) => answered(operations.map(({ operation_id }) => rejected(operation_id, 'kind', 'unknown_kind')));
  server = refusing;
  await phone.add('outbox', oldEdit('a', { headache: true }));
  await run();
  expect(await waiting()).toEqual(['2025-10-16 refused']);

  let taps = 0;
  server = (sent) => {
    if (sent.operations.length === 0 || taps++ > 0) return answered(sent.operations.map(({ operation_id }) => applied(operation_id)));
    runner.retry(); // while this one is on its way
    void runner.run();
    return refusing(sent);
  };
  runner.retry();
  await run();
  await settled();
  expect(taps).toBe(2);
  expect(await waiting()).toEqual([]);
});

it('one edit whose zone an older server does not know holds no other back', async () => {
  server = ({ operations }) => {
    const at = operations.findIndex(({ time_zone }) => time_zone === 'America/Coyhaique');
    const errors = [{ field: `operations.${at}.time_zone`, message: 'not a time zone' }];
    return at < 0 ? answered(operations.map(({ operation_id }) => applied(operation_id))) : [422, { code: 'bad_input', errors }];
  };
  const days = ['2025-10-10', '2025-10-11', '2025-10-12'];
  for (const key of days) {
    const time_zone = key === '2025-10-11' ? 'America/Coyhaique' : 'Europe/Berlin';
    await phone.add('outbox', oldEdit(key, { headache: true }, { key, time_zone }));
  }
  await run();
  expect(await waiting()).toEqual(['2025-10-11 refused']);
  expect((await outbox(phone))[0]?.refused).toEqual([{ field: 'time_zone', message: 'not a time zone' }]);
  expect(ended).toEqual(['reached']);
});

it('a refusal that names no edit is one of the whole exchange', async () => {
  await phone.add('outbox', oldEdit('a', { headache: true }));
  const sent = await outbox(phone);
  const named = (field: string) => new Refused(422, 'bad_input', [{ field, message: 'no' }], '');
  const told = ['body', 'operations', 'operations.7.key', 'cursor', 'operations.0'].map((field) => answerOf(named(field), SERVER, sent));
  expect(told).toEqual([null, null, null, null, null]);
  expect(answerOf(named('operations.0.key'), SERVER, sent)?.results).toHaveLength(1);
});
