import { describe, expect, it } from 'vitest';
import type { Patient } from '../../src/lib/api/schemas.ts';
import {
  boundsOf,
  changeOf,
  dueWords,
  questionsOf,
  roundOf,
  verdictOf,
  type Summary,
} from '../../src/lib/clinic/patient-lines.ts';

const judged: NonNullable<Summary['judged']> = {
  number: 2,
  verdict: 'partial',
  certain: false,
  reason: null,
  percent: 48,
  at_least: 35,
  at_most: 54.5,
  wear_off: 'no',
};
const now = { count: 8, at_most: 13, sufficiency: 'valid', per_28: 9.7, per_28_at_least: 8, per_28_at_most: 13 } as const;

const summary = (said: Partial<Summary> = {}): Summary => ({
  rules_version: 'rules-1',
  as_of: '2026-11-20',
  last_injected_on: '2026-09-04',
  next_due_on: '2026-11-27',
  round_number: 3,
  week: 12,
  judged,
  below_after_two_rounds: 'no',
  baseline_kind: 'diary',
  before_per_28: 21.5,
  now,
  logged_of_28: 23,
  overuse: [],
  gap_questions: [],
  symptoms_unsaid: 0,
  days_needed: null,
  entries: 274,
  conflicts: 0,
  ...said,
});

const patient = (said: Partial<Summary> = {}, changed: Patient['verdict_changed'] = null): Patient =>
  ({ summary: summary(said), verdict_changed: changed }) as Patient;

describe('when the next session is due', () => {
  it.each([
    ['2026-11-20', 'today', false],
    ['2026-11-27', 'in 7 d', false],
    ['2026-12-11', 'in 3 wk', false],
    ['2026-11-13', 'overdue, 7 d', true],
    ['2026-08-28', 'overdue, 12 wk', true],
  ])('%s is "%s"', (due, text, overdue) => {
    expect(dueWords(due, '2026-11-20')).toEqual({ text, overdue });
  });
});

describe('the verdict', () => {
  it.each([
    ['benchmark_met', '50 % reached'],
    ['partial', 'Between 30 % and 50 %'],
    ['below', '30 % not reached'],
  ] as const)('%s in words', (verdict, words) => {
    expect(verdictOf(summary({ judged: { ...judged, verdict, certain: true } })).replaceAll('\u00a0', ' ')).toBe(words);
  });

  it('says probably where days that are not logged could turn it', () => {
    for (const verdict of ['benchmark_met', 'partial', 'below'] as const) {
      const [certain, probable] = [true, false].map((sure) => verdictOf(summary({ judged: { ...judged, verdict, certain: sure } })));
      expect(probable).toMatch(/probably/i);
      expect(certain).not.toMatch(/probably/i);
    }
  });

  it('says why there is none', () => {
    const nothing = { ...judged, verdict: 'not_computed', percent: null, at_least: null, at_most: null } as const;
    expect(verdictOf(summary({ judged: nothing }))).toBe('Not enough days');
    expect(verdictOf(summary({ judged: nothing, baseline_kind: 'none' }))).toBe('No baseline');
    expect(verdictOf(summary({ judged: null }))).toBe('First round running');
    expect(verdictOf(summary({ judged: null, round_number: null }))).toBe('');
    expect(roundOf(nothing)).toBe('round 2');
  });
});

it('a round is told with its bounds', () => {
  expect(roundOf(judged).replaceAll('\u00a0', ' ')).toBe('round 2: 48.0 %, 35.0 % to 54.5 %');
});

it('before and now have one decimal, and a dash where they are not known', () => {
  expect(changeOf(summary())).toEqual({ before: '21.5', now: '9.7' });
  const none = { ...now, per_28: null, per_28_at_least: null, per_28_at_most: null };
  expect(changeOf(summary({ before_per_28: null, now: none }))).toEqual({ before: '–', now: '–' });
  expect([boundsOf(summary()), boundsOf(summary({ now: none }))]).toEqual(['8.0 to 13.0', '']);
});

it('nothing is asked without a reason, or before a summary is there', () => {
  expect(questionsOf(patient())).toEqual([]);
  expect(questionsOf({ ...patient(), summary: null })).toEqual([]);
});

it('one day is asked of as one day', () => {
  expect(questionsOf(patient({ conflicts: 1, symptoms_unsaid: 1 }))).toEqual([
    'Said differently on two devices: 1 day',
    'Symptoms not said: 1 day',
  ]);
});

it('what is asked has its numbers, the weightiest first', () => {
  const asked = questionsOf(
    patient(
      {
        below_after_two_rounds: 'yes',
        overuse: [{ month: '2026-10', drug_class: 'triptan', days: 12, limit: 10, level: 'reached', sustained: false }],
        judged: { ...judged, wear_off: 'yes' },
        gap_questions: [{ after_round: 1, days: 168 }],
        conflicts: 2,
        days_needed: { days: 3, by: '2026-11-26' },
        symptoms_unsaid: 14,
      },
      { rules_version: 'rules-0', number: 2, verdict: 'below', certain: true },
    ),
  );
  expect(asked).toEqual([
    'Below 30 % after two rounds',
    'Triptan: 12 days in October 2026, limit 10',
    'Headache days rose towards the end of round 2',
    'A session missing after round 1? 168 days between',
    'Said differently on two devices: 2 days',
    '3 more days by 26 November',
    'Symptoms not said: 14 days',
    'Other rules gave round 2 another verdict',
  ]);
});
