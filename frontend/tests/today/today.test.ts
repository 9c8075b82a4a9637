import { describe, expect, it } from 'vitest';
import { answered, type DayAnswer } from '#lib/entries.ts';
import { fillable, slotOf, stripOf } from '#lib/today.ts';

const TODAY = '2025-10-16';
const entriesOf = (days: Record<string, DayAnswer>) =>
  new Map(Object.entries(days).map(([day, answer]) => [day, answered(answer, null)]));

describe('the strip', () => {
  const strip = stripOf(entriesOf({ '2025-10-15': 'mild', '2025-10-03': 'free' }), new Set(['2025-10-07']), TODAY);

  it('ends today, which is still to come, and never calls a silent day free', () => {
    expect(strip).toHaveLength(14);
    expect([strip[0]?.day, strip[13]?.day]).toEqual(['2025-10-03', TODAY]);
    expect([strip[0]?.mark, strip[1]?.mark, strip[12]?.mark, strip[13]?.mark]).toEqual(['free', 'unlogged', 'mild', 'to_come']);
  });

  it('shows the session', () => {
    expect(strip.filter(({ injection }) => injection).map(({ day }) => day)).toEqual(['2025-10-07']);
  });

  it('what can be filled in lies before today', () => {
    expect([fillable(TODAY).at(0), fillable(TODAY).at(-1), fillable(TODAY).length]).toEqual(['2025-10-03', '2025-10-15', 13]);
  });
});

describe('the line beneath the answers', () => {
  const before = entriesOf({ '2025-10-15': 'moderate' });
  const both = entriesOf({ '2025-10-15': 'moderate', [TODAY]: 'mild' });
  const still = { today: TODAY, saved: null, unsaved: null, quiet: false };

  it.each([
    ['nothing is known', { ...still, entries: entriesOf({}) }, 'hint'],
    ['yesterday is logged', { ...still, entries: before }, 'same'],
    ['today is logged', { ...still, entries: both }, 'details'],
    ['today was just saved', { ...still, entries: both, saved: TODAY }, 'saved'],
    ['the attack view hides the rest', { ...still, entries: before, quiet: true }, 'reveal'],
    ['what was saved is gone', { ...still, entries: before, saved: TODAY }, 'same'],
    ['a tap was not saved', { ...still, entries: both, saved: TODAY, unsaved: { day: TODAY, answer: 'mild' as const } }, 'failed'],
  ])('%s', (_when, situation, kind) => {
    expect(slotOf(situation).kind).toBe(kind);
  });

  it('says which day, unless it is today', () => {
    expect(slotOf({ ...still, entries: before, saved: '2025-10-15' })).toEqual({ kind: 'saved', text: 'Wed 15: Moderate, saved' });
    expect(slotOf({ ...still, entries: both, saved: TODAY })).toEqual({ kind: 'saved', text: 'Mild, saved' });
  });

  it('the same as yesterday names the medicines that come with it', () => {
    const entry = { ...answered('mild', null), acute_medications: [{ id: '1', name: 'Maxalt', drug_class: 'triptan' as const, doses: 1, relief: null }] };
    const says = slotOf({ ...still, entries: new Map([['2025-10-15', entry]]) });
    expect(says).toEqual({ kind: 'same', text: 'Same as yesterday: mild, with medicines' });
  });
});
