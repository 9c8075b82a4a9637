import { describe, expect, it } from 'vitest';
import { plainEntry, type Entry, type Medication } from '#lib/rules/entry.ts';
import type { Conflict } from '#lib/store/documents.ts';
import { chosen, partsOf, sidesOf } from '../../src/routes/settings/conflict-sides.ts';

const here = { device_id: 'mine', today: '2026-11-27' };
const taken: Medication = { id: 'a', name: 'Sumatriptan', drug_class: 'triptan', doses: 1, relief: null };
const shown: Entry = {
  ...plainEntry(true),
  peak_intensity: 'mild',
  nausea: true,
  photophobia: true,
  acute_medications: [taken],
  note: 'rain',
};
const other: Entry = { ...shown, peak_intensity: 'severe', nausea: false, note: 'sun' };
const kept = (values: Entry, revision = 2, said: object = {}) => ({ revision, values, ...said });
const conflict = (parts: string[], others: Conflict['others'], said?: Conflict['shown']): Conflict => ({
  parts,
  others,
  ...(said ? { shown: said } : {}),
});
const linesOf = (values: Entry, told: Conflict) =>
  sidesOf(values, told, here).map(({ lines }) => lines.map(({ label, value }) => `${label}: ${value}`));

describe('what differs', () => {
  it('each field that differs is shown, and no other', () => {
    expect(linesOf(shown, conflict(['headache', 'note'], [kept(other)]))).toEqual([
      ['Headache: Mild', 'Nausea: Yes', 'Note: rain'],
      ['Headache: Severe', 'Nausea: No', 'Note: sun'],
    ]);
  });

  it('a day without a headache has no line for what only a headache has', () => {
    expect(linesOf(shown, conflict(['headache'], [kept({ ...plainEntry(false) })]))[1]).toEqual(['Headache: No headache']);
  });

  it.each([
    ['relief', { relief: 'full' }, 'Sumatriptan (Triptan, 1 dose, full relief)'],
    ['doses', { doses: 2 }, 'Sumatriptan (Triptan, 2 doses)'],
    ['class', { drug_class: 'other' }, 'Sumatriptan (Other, 1 dose)'],
  ] as const)('of a medicine, %s can be told apart', (_, change, words) => {
    const values = { ...shown, acute_medications: [{ ...taken, ...change }] };
    const [before, after] = sidesOf(shown, conflict(['acute_medications'], [kept(values)]), here);
    expect(before?.lines[0]?.value).toBe('Sumatriptan (Triptan, 1 dose)');
    expect(after?.lines[0]?.value).toBe(words);
  });
});

describe('who said it', () => {
  const made_at = '2026-11-27T06:42:00Z';

  it('devices and times are named, this one as such', () => {
    const told = conflict(
      ['note'],
      [kept(other, 2, { device_id: 'tablet', device_name: 'Safari, iPad', made_at: '2026-11-20T06:42:00Z' })],
      { note: { device_id: 'mine', device_name: 'Firefox, Android', made_at } },
    );
    const [mine, theirs] = sidesOf(shown, told, here).map(({ origins }) => origins);
    expect(mine).toEqual([{ device: 'This device (\u2068Firefox, Android\u2069)', when: expect.stringMatching(/^Today, \d\d:42$/) }]);
    expect(theirs).toEqual([{ device: 'Safari, iPad', when: expect.stringMatching(/^20 November, \d\d:42$/) }]);
  });

  it('a device that the server keeps by no name is the other one', () => {
    const told = conflict(['note'], [kept(other, 2, { device_id: 'tablet', device_name: 'other device', made_at })]);
    expect(sidesOf(shown, told, here)[1]?.origins[0]?.device).toBe('Other device');
  });

  it.each([[undefined], [{}], [{ note: { device_name: null, made_at: null } }], [{ note: { made_at: 'no time' } }]])(
    'what servers and phones of before did not tell is left out: %j',
    (said) => {
      const [mine, theirs] = sidesOf(shown, conflict(['note'], [kept(other)], said as Conflict['shown']), here);
      expect([mine?.origins.every(({ when }) => when === ''), theirs?.origins]).toEqual([true, []]);
    },
  );

  it('steps of one device are no rivals: its last word stands', () => {
    const steps = ['a', 'b', 'c'].map((note, at) => kept({ ...shown, note }, at + 2, { device_id: 'tablet' }));
    const told = conflict(['note'], [steps[2]!, steps[0]!, steps[1]!]);
    expect(linesOf(shown, told)).toEqual([['Note: rain'], ['Note: c']]);
  });

  it('devices that say the same are one answer, several answers stand beside each other', () => {
    const said = (note: string, device: string, revision: number) =>
      kept({ ...shown, note }, revision, { device_id: device, device_name: device });
    const told = conflict(['note'], [said('sun', 'A', 2), said('sun', 'B', 3), said('snow', 'C', 4), said('rain', 'D', 5)]);
    const sides = sidesOf(shown, told, here);
    expect(sides.map(({ lines }) => lines[0]?.value)).toEqual(['rain', 'sun', 'snow']);
    expect(sides.map(({ origins }) => origins.map(({ device }) => device))).toEqual([[], ['A', 'B'], ['C']]);
  });
});

describe('the choice', () => {
  const told = conflict(['headache', 'note'], [kept(other), kept({ ...shown, note: 'snow' }, 3)]);

  it('is offered for each part on which somebody differs', () => {
    const parts = partsOf(shown, told, here);
    expect(parts.map(({ part, answers }) => [part, answers.map(({ key }) => key)])).toEqual([
      ['headache', ['shown', '2']],
      ['note', ['shown', '2', '3']],
    ]);
  });

  it.each([
    [{}, 'mild', true, 'rain'],
    [{ headache: '2' }, 'severe', false, 'rain'],
    [{ headache: '2', note: '3' }, 'severe', false, 'snow'],
    [{ note: '2' }, 'mild', true, 'sun'],
  ])('%j gives each part its own answer', (choices, peak_intensity, nausea, note) => {
    const values = chosen(shown, partsOf(shown, told, here), choices as Record<string, string>);
    expect(values).toEqual({ ...shown, peak_intensity, nausea, note });
  });
});
