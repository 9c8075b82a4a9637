import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it } from 'vitest';
import { look, heldOf, openPhone, outbox } from '#lib/store/database.ts';
import { oldEdit } from './phone.ts';

it('a database of the release before keeps all that it holds, and its edits are found by their document', async () => {
  const name = `diary-${crypto.randomUUID()}`;
  const old = await openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore('documents', { keyPath: ['kind', 'key'] });
      database.createObjectStore('outbox', { autoIncrement: true });
      database.createObjectStore('drafts');
      database.createObjectStore('meta');
    },
  });
  for (const note of ['one', 'two']) await old.add('outbox', oldEdit(note, { note }));
  await old.put('drafts', 'half a thou', 'note 2025-10-16');
  await old.put('meta', 'device', 'device_id');
  old.close();

  const phone = await openPhone(name);

  expect((await outbox(phone)).map(({ operation_id }) => operation_id)).toEqual(['one', 'two']);
  expect((await heldOf(look(phone), 'day', '2025-10-16')).edits).toEqual(await outbox(phone));
  expect([await phone.get('drafts', 'note 2025-10-16'), await phone.get('meta', 'device_id')]).toEqual(['half a thou', 'device']);
});
