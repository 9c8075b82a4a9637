import { expect, it } from 'vitest';
import { plainEntry, type Entry } from '#lib/rules/entry.ts';
import { nothingSaid, type Conflict } from '#lib/store/documents.ts';
import { asCsv, asJson, FORMAT_VERSION } from '../../src/routes/settings/export.ts';
import { linesOf, taken } from '../../src/routes/settings/plain-words.ts';

const medication = { id: 'a', name: 'Sumatriptan 50 mg', drug_class: 'triptan', doses: 2, relief: 'full' } as const;

function days(...entries: [string, Partial<Entry>][]) {
  return new Map(
    entries.map(([day, said]): [string, { values: Entry; conflict: Conflict | null }] => [
      day,
      { values: { ...plainEntry(said.headache ?? false), ...said }, conflict: null },
    ]),
  );
}

const header =
  'day,headache,peak_intensity,duration_minutes,unilateral,pulsating,worse_with_activity,nausea,vomiting,' +
  'photophobia,phonophobia,osmophobia,aura,acute_medications,triggers,menstruation,note';

it('days are a table in their order, and what was not said is empty', () => {
  const csv = asCsv(days(['2026-03-02', { headache: false, acute_medications: [] }], ['2026-03-01', { headache: true }]));
  expect(csv.split('\r\n')).toEqual([
    header,
    '2026-03-01,yes,,,,,,,,,,,no,,,,',
    '2026-03-02,no,,,,,,,,,,,no,none,,,',
    '',
  ]);
});

it('medicines are class:name:doses:relief, and no text can break out of its cell', () => {
  const said: Partial<Entry> = {
    headache: true,
    peak_intensity: 'severe',
    nausea: false,
    acute_medications: [medication, { ...medication, name: 'A; "B": 5', drug_class: 'other', relief: null }],
    triggers: ['red; wine', 'stress'],
    note: 'one,\ntwo "three"',
  };
  const [, row] = asCsv(days(['2026-03-01', said])).split('\r\n');
  expect(row).toBe(
    '2026-03-01,yes,severe,,,,,no,,,,,no,' +
      '"triptan:Sumatriptan 50 mg:2:full;other:A, ""B"": 5:2:","red, wine;stress",,"one,\ntwo ""three"""',
  );
});

it('the whole copy names its form, its date, and what was not sent', () => {
  const operation = {
    seq: 1,
    operation_id: 'x',
    kind: 'day' as const,
    key: '2026-03-01',
    base_revision: null,
    set: { headache: true },
    delete: false,
    made_at: '2026-03-01T08:00:00Z',
    time_zone: 'Europe/Berlin',
  };
  const text = asJson({
    exported_at: '2026-03-01T08:00:00Z',
    time_zone: 'Europe/Berlin',
    diary_id: null,
    days: days(['2026-03-01', { headache: true }]),
    injections: [],
    circumstances: [],
    treatment: nothingSaid,
    outbox: [operation],
  });
  const copy = JSON.parse(text) as Record<string, unknown>;
  expect(copy).toMatchObject({ format: 'headache-diary', version: FORMAT_VERSION, exported_at: '2026-03-01T08:00:00Z' });
  expect(copy['days']).toEqual([{ day: '2026-03-01', ...plainEntry(true) }]);
  expect(copy['outbox']).toEqual([operation]);
});

it('taking the other side changes the parts that differ and nothing else', () => {
  const shown: Entry = { ...plainEntry(true), peak_intensity: 'mild', note: 'mine', triggers: ['stress'] };
  const other: Entry = { ...plainEntry(false), note: 'theirs' };
  expect(taken(shown, other, ['headache'])).toEqual({ ...plainEntry(false), note: 'mine', triggers: ['stress'] });
  expect(taken(shown, other, ['note'])).toEqual({ ...shown, note: 'theirs' });
});

it('both sides of a part are said in plain words', () => {
  const entry: Entry = { ...plainEntry(true), peak_intensity: 'severe', duration_minutes: 270, nausea: true };
  expect(linesOf('headache', entry).map(({ value }) => value)).toEqual(['Severe', '4 h 30 min', 'Yes']);
  expect(linesOf('acute_medications', { ...entry, acute_medications: [medication] })[0]?.value).toBe(
    'Sumatriptan 50 mg (Triptan, 2 doses, full relief)',
  );
  expect(linesOf('menstruation', entry)[0]?.value).toBe('Not said');
});
