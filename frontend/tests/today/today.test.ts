import { describe, expect, it } from 'vitest';
import { answered, type DayAnswer } from '#lib/entries.ts';
import { stripOf, stripPeriod } from '#lib/strip.ts';
import { slotOf } from '#lib/today.ts';

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

  it('begins with the diary: the days before the first one logged are no gaps', () => {
    const marks = stripOf(entriesOf({ '2025-10-12': 'free', '2025-10-14': 'mild' }), new Set(), TODAY).map(({ mark }) => mark);
    expect(marks).toEqual([...Array(9).fill('before'), 'free', 'unlogged', 'mild', 'unlogged', 'to_come']);
  });

  it('is fourteen days with today', () => {
    expect(stripPeriod(TODAY)).toEqual({ start: '2025-10-03', end: '2025-10-17' });
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
    ['nothing can be saved here', { ...still, entries: entriesOf({}), broken: true }, 'hint'],
    ['a tap was not saved', { ...still, entries: both, saved: TODAY, unsaved: { day: TODAY, answer: 'mild' as const } }, 'failed'],
  ])('%s', (_when, situation, kind) => {
    expect(slotOf(situation).kind).toBe(kind);
  });

  it('says which day, unless it is today', () => {
    expect(slotOf({ ...still, entries: before, saved: '2025-10-15' })).toEqual({ kind: 'saved', text: 'Wed 15: Moderate, saved' });
    expect(slotOf({ ...still, entries: both, saved: TODAY })).toEqual({ kind: 'saved', text: 'Mild, saved' });
  });

  it('promises nothing where nothing can be saved', () => {
    expect(slotOf({ ...still, entries: entriesOf({}) })).toEqual({ kind: 'hint', text: 'One tap saves. You can undo it.' });
    expect(slotOf({ ...still, entries: entriesOf({}), broken: true })).toEqual({ kind: 'hint', text: expect.stringContaining('Nothing can be saved') });
  });

  it('says which day it was, today too, where the day has changed on this page', () => {
    const says = slotOf({ ...still, entries: both, saved: TODAY, turned: true });
    expect(says).toEqual({ kind: 'saved', text: 'Thu 16: Mild, saved' });
  });

  it('the same as yesterday names the medicines that come with it', () => {
    const entry = { ...answered('mild', null), acute_medications: [{ id: '1', name: 'Maxalt', drug_class: 'triptan' as const, doses: 1, relief: null }] };
    const says = slotOf({ ...still, entries: new Map([['2025-10-15', entry]]) });
    expect(says).toEqual({ kind: 'same', text: 'Same as yesterday: mild, with medicines' });
  });
});
