import { describe, expect, it } from 'vitest';
import { answered } from '#lib/entries.ts';
import { plainEntry } from '#lib/rules/entry.ts';
import { shifted } from '#lib/rules/periods.ts';
import { nothingSaid } from '#lib/store/documents.ts';
import { runningRound } from '#lib/trends/running.ts';
import { symptomsUnsaid } from '#lib/trends/unsaid.ts';

const START = '2025-07-31';
const entriesOn = (days: string[]) => new Map(days.map((day) => [day, answered('mild', null)]));
const round = (today: string, days: string[] = [], sessions = [START]) =>
  runningRound(sessions, nothingSaid, entriesOn(days), today);
const after = (days: number) => shifted(START, days);

describe('the running round', () => {
  it('begins with week 1 and the wait for relief, before the days that count', () => {
    expect(round(START)).toMatchObject({ number: 1, week: 1, beforeOnset: true, counting: false, needed: 20, logged: 0 });
    expect(round(after(13))?.beforeOnset).toBe(true);
    expect(round(after(14))?.beforeOnset).toBe(false);
    expect([round(after(55))?.counting, round(after(56))?.counting]).toEqual([false, true]);
  });

  it('counts what is logged of its last 28 days, what is left and what is missing', () => {
    const logged = Array.from({ length: 17 }, (_, index) => after(56 + index));
    expect(round(after(77), logged)).toMatchObject({ week: 12, logged: 17, left: 7, gaps: 4, last: { start: after(56), end: after(84) } });
  });

  it('a day logged today is no longer left', () => {
    expect(round(after(83), [after(83)])).toMatchObject({ logged: 1, left: 0, gaps: 27 });
  });

  it('is over after twelve weeks, and without a session there is none', () => {
    expect([round(after(83)) === null, round(after(84)), round(after(3), [], [])]).toEqual([false, null, null]);
  });

  it('a top-up does not begin another one, a session to come is not known yet', () => {
    expect(round(after(20), [], [START, after(10), after(40)])).toMatchObject({ start: START, number: 1, week: 3 });
  });

  it('counts the rounds before the diary', () => {
    expect(runningRound([START], { ...nothingSaid, earlier_rounds: 4 }, new Map(), START)?.number).toBe(5);
  });
});

describe('symptoms not said', () => {
  const unsaid = { ...plainEntry(true), acute_medications: [] };
  const said = { ...unsaid, unilateral: true, pulsating: true, nausea: true };

  it('are of headache days alone of which it is open whether they were migraine days, the latest first', () => {
    const entries = new Map([
      ['2025-10-01', unsaid],
      ['2025-10-02', said],
      ['2025-10-03', plainEntry(false)],
      ['2025-10-04', unsaid],
    ]);
    expect(symptomsUnsaid(entries, '2025-10-10')).toEqual(['2025-10-04', '2025-10-01']);
  });

  it('are asked of the last twelve weeks', () => {
    const entries = new Map([['2025-07-18', unsaid], ['2025-07-19', unsaid], ['2025-10-11', unsaid]]);
    expect(symptomsUnsaid(entries, '2025-10-10')).toEqual(['2025-07-19']);
  });
});
