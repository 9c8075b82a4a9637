import { describe, expect, it } from 'vitest';
import { nextSaid, othersAbsent, ownMedicines, ownTriggers, withDoses, withRelief } from '#lib/day-details.ts';
import { answered, answerOf, answers, sameAs } from '#lib/entries.ts';
import { features, ofAHeadache, plainEntry, type Entry, type Medication } from '#lib/rules/entry.ts';

const taken = (name: string, more: Partial<Medication> = {}): Medication => ({
  id: name,
  name,
  drug_class: 'triptan',
  doses: 1,
  relief: null,
  ...more,
});
const id = () => 'new';
const full: Entry = {
  ...plainEntry(true),
  peak_intensity: 'severe',
  duration_minutes: 240,
  nausea: true,
  aura: true,
  acute_medications: [taken('Sumatriptan 50 mg', { relief: 'full' })],
  triggers: ['Stress'],
  menstruation: true,
  note: 'dark room',
};

describe('one tap', () => {
  it.each(answers)('%s is what the entry then shows', (answer) => {
    expect(answerOf(answered(answer, null))).toBe(answer);
    expect(answerOf(answered(answer, full))).toBe(answer);
  });

  it('"no headache, no painkiller" says both, the others say nothing of painkillers', () => {
    expect(answered('free', null)).toEqual({ ...plainEntry(false), acute_medications: [] });
    expect(answered('mild', null)).toEqual({ ...plainEntry(true), peak_intensity: 'mild' });
  });

  it('without a headache nothing describes one any more, and the rest stays', () => {
    const entry = answered('free', full);
    expect(ofAHeadache.filter((field) => entry[field] !== null)).toEqual([]);
    expect(entry).toMatchObject({ aura: true, triggers: ['Stress'], menstruation: true, note: 'dark room' });
  });

  it('another strength keeps what was said', () => {
    expect(answered('mild', full)).toEqual({ ...full, peak_intensity: 'mild' });
  });

  it('a headache after "no painkiller" takes that back too', () => {
    expect(answered('severe', answered('free', null)).acute_medications).toBeNull();
    const medicated = { ...plainEntry(false), acute_medications: [taken('Aspirin')] };
    expect(answered('severe', medicated).acute_medications).toEqual([taken('Aspirin')]);
  });

  it('a headache of unknown strength is not given one', () => {
    expect(answerOf(plainEntry(true))).toBe('unsaid');
  });
});

describe('the same as yesterday', () => {
  it('takes all but the note, how far a medicine helped, and its id', () => {
    const medicines = [taken('Sumatriptan 50 mg', { id: 'new' })];
    expect(sameAs(full, id)).toEqual({ ...full, note: null, acute_medications: medicines });
  });

  it('keeps the difference between "none" and "not said"', () => {
    expect(sameAs(answered('free', null), id).acute_medications).toEqual([]);
    expect(sameAs(answered('mild', null), id).acute_medications).toBeNull();
  });
});

describe('medicines', () => {
  const none = { ...plainEntry(true), acute_medications: [] };
  const aspirin = { name: ' Aspirin ', drug_class: 'simple_analgesic' as const };

  it('the first dose ends "none taken", the last one taken back says nothing', () => {
    const once = withDoses(none, aspirin, 1, id);
    const said = [{ id: 'new', name: 'Aspirin', drug_class: 'simple_analgesic', doses: 1, relief: null }];
    expect(once.acute_medications).toEqual(said);
    expect(withDoses(once, aspirin, 1, id).acute_medications?.[0]?.doses).toBe(2);
    expect(withDoses(once, aspirin, -1, id).acute_medications).toBeNull();
  });

  it('no more doses than the server takes', () => {
    const many = { ...none, acute_medications: [taken('Aspirin', { doses: 100 })] };
    expect(withDoses(many, aspirin, 1, id).acute_medications?.[0]?.doses).toBe(100);
  });

  it('relief said twice is not said', () => {
    const some = withRelief(full, 'Sumatriptan 50 mg', 'partial');
    expect(some.acute_medications?.[0]?.relief).toBe('partial');
    expect(withRelief(some, 'Sumatriptan 50 mg', null).acute_medications?.[0]?.relief).toBeNull();
  });

  it('the own list: last used first, one name in any spelling once', () => {
    const entries = new Map([
      ['2026-10-03', { ...none, acute_medications: [taken('aspirin')] }],
      ['2026-10-05', { ...none, acute_medications: [taken('Maxalt')] }],
      ['2026-10-01', { ...none, acute_medications: [taken('Aspirin'), taken('Maxalt')] }],
    ]);
    const named = ownMedicines(entries).map(({ name, lastOn }) => `${name} ${lastOn}`);
    expect(named).toEqual(['Maxalt 2026-10-05', 'aspirin 2026-10-03']);
  });
});

it('a symptom goes from not said to yes to no and back', () => {
  expect([null, true, false].map(nextSaid)).toEqual([true, false, null]);
});

it('"the others: no" touches only what was not said', () => {
  const entry = othersAbsent({ ...full, vomiting: false });
  expect(features.filter((feature) => entry[feature] !== false)).toEqual(['nausea']);
});

it('own triggers: most used first', () => {
  const day = (...triggers: string[]) => ({ ...plainEntry(true), triggers });
  const entries = new Map([['2026-10-01', day('Wine')], ['2026-10-02', day('Stress', 'Wine')], ['2026-10-03', day('Wine')]]);
  expect(ownTriggers(entries)).toEqual(['Wine', 'Stress']);
});
