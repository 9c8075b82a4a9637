import { expect, it } from 'vitest';
import type { Course } from '../../src/lib/api/schemas.ts';
import { drawingOf, widthFor } from '../../src/lib/course/drawing.ts';
import { effectRows, medicineRows, periodRows } from '../../src/lib/course/tables.ts';
import {
  checksByAge,
  checkWords,
  completeness,
  headline,
  judged,
  markWords,
  rateWords,
  sinceWords,
  summaryWords,
  toAsk,
} from '../../src/lib/course/words.ts';
import { goldenCases } from '../golden.ts';

type Block = Course['course']['blocks'][number];
const [probable] = goldenCases().filter(({ name }) => name === 'missing_days_make_it_probable');
const report = probable?.expected.treatment_report as Course['treatment_report'];

const block = (said: Partial<Block>): Block => ({
  name: 'before',
  round_number: null,
  start: '2026-01-05',
  end: '2026-02-02',
  days: 28,
  logged_days: 26,
  in_progress: false,
  cut: false,
  count: 20,
  at_most: 22,
  known: 26,
  sufficiency: 'valid',
  per_28: 21.5,
  per_28_at_least: 20,
  per_28_at_most: 22,
  intensity: { severe: 10, moderate: 6, mild: 3, not_said: 1 },
  ...said,
});

const empty: Partial<Block> = {
  name: 'weeks_1_4',
  round_number: 1,
  start: '2026-02-02',
  end: '2026-03-02',
  logged_days: 9,
  known: 9,
  count: 4,
  at_most: 23,
  sufficiency: 'insufficient',
  per_28: null,
  per_28_at_least: null,
  per_28_at_most: null,
  intensity: { severe: 4, moderate: 0, mild: 0, not_said: 0 },
};

const course = (said: Partial<Course> = {}, blocks: Block[] = [block({}), block(empty)]): Course =>
  ({
    treatment_report: report,
    summary: null,
    verdict_changed: null,
    touched: [],
    sessions: [],
    circumstances: [],
    check_facts: [],
    since: null,
    months: [],
    course: {
      blocks,
      medicine_classes: [{ drug_class: 'triptan', limit: 10 }],
      medicine_months: [
        {
          month: '2026-02',
          in_progress: false,
          days: 28,
          logged_days: 20,
          unsaid_days: 8,
          any: 12,
          classes: [{ drug_class: 'triptan', count: 12, level: 'reached' }],
          multiple: null,
        },
      ],
      baseline_relief: null,
      first_day: '2026-01-05',
      days: 56,
      logged_days: 35,
      hours_before: null,
      hours_after: {},
    },
    ...said,
  }) as unknown as Course;

it('stacks the strengths of a block up to its rate, from severe below', () => {
  const [bar] = drawingOf(course(), 800)?.bars ?? [];
  expect(bar?.parts.map(({ name }) => name)).toEqual(['severe', 'moderate', 'mild', 'not_said']);
  const top = bar?.parts.at(-1)?.top ?? 0;
  const floor = drawingOf(course(), 800)?.floor ?? 0;
  expect(floor - top).toBeCloseTo(((floor - 30) * (20 * 28)) / 26 / 28, 5);
});

it('draws no bar where too few days are logged, and never a zero', () => {
  const bars = drawingOf(course(), 800)?.bars ?? [];
  expect(bars.map(({ parts }) => parts.length)).toEqual([4, 0]);
  expect(bars[1]?.range).toBeNull();
});

it('puts the levels where 30 and 50 % fewer are', () => {
  const drawing = drawingOf(course(), 800);
  const rate = report.baseline.measures['headache']?.per_28 ?? 0;
  expect(drawing?.levels.map(({ name, value }) => [name, value])).toEqual([
    ['before', rate],
    ['continuation', rate * 0.7],
    ['benchmark', rate * 0.5],
  ]);
  const [before, thirty, fifty] = drawing?.levels.map(({ y }) => y) ?? [];
  expect(before).toBeLessThan(thirty ?? 0);
  expect(thirty).toBeLessThan(fifty ?? 0);
});

it('the labels of levels that lie close together do not lie on each other', () => {
  const few = structuredClone(course());
  few.treatment_report.baseline.measures['headache']!.per_28 = 6.7;
  const { levels } = drawingOf(few, 800)!;
  const gaps = levels.slice(1).map(({ labelY }, index) => labelY - levels[index]!.labelY);
  expect(gaps.every((gap) => gap >= 12)).toBe(true);
  expect(levels[2]?.labelY).toBe(levels[2]?.y);
  expect(drawingOf(course(), 800)?.levels.map(({ y, labelY }) => y - labelY)).toEqual([0, 0, 0]);
});

it('lays months, blocks and what else changed on one time axis', () => {
  const circumstance = {
    circumstance_id: 'x',
    kind: 'preventive' as const,
    name: 'Topiramate',
    dose: null,
    began_on: '2026-02-02',
    ended_on: null,
    entered_by: null,
  };
  const drawing = drawingOf(course({ circumstances: [circumstance] }), 800);
  const second = drawing?.bars[1];
  expect(drawing?.lanes[0]?.left).toBeCloseTo((second?.middle ?? 0) * 2 - (drawing?.right ?? 0), 5);
  expect(drawing?.strips[0]?.cells[0]?.left).toBeLessThan(drawing?.lanes[0]?.left ?? 0);
});

it('has nothing to draw without a block, and grows with many', () => {
  expect(drawingOf(course({}, []), 800)).toBeNull();
  expect(widthFor(40, 800)).toBeGreaterThan(40 * 40);
  expect(widthFor(3, 800)).toBe(800);
});

it('tells a block with its bounds, its strengths and its logged days', () => {
  expect(markWords(block({}))).toBe(
    'Before the first injection, 5 January to 1 February 2026: 21.5, 20.0 to 22.0; 26 of 28 logged; ' +
      '10 severe, 6 moderate, 3 mild, 1 not said',
  );
  expect(markWords(block(empty))).toContain('no figure; 9 of 28 logged');
  expect(rateWords(block(empty))).toBe('too few days');
});

it('says what the drawing shows as a whole', () => {
  expect(summaryWords(course())).toContain('2 blocks of four weeks');
});

it('asks of a block with too few days, of what began inside a comparison, of an objection', () => {
  const asked = toAsk(
    course({
      summary: {
        below_after_two_rounds: 'no',
        overuse: [],
        gap_questions: [],
        symptoms_unsaid: 0,
        days_needed: null,
        conflicts: 0,
        judged: null,
      } as unknown as Course['summary'],
      touched: [{ round_number: 2, circumstance_id: 'x', name: 'Topiramate', began_on: '2026-07-10', in_baseline: false }],
      sessions: [{ injected_on: '2026-02-02', objection: 'a week later' } as unknown as Course['sessions'][number]],
    }),
  );
  expect(asked).toEqual([
    '\u2068Topiramate\u2069 began on 10 July 2026, inside the 28 days compared in round 2',
    'The patient objects to the session of 2 February 2026: \u2068a week later\u2069',
    'Weeks 1 to 4 of round 1: 9 of 28 days logged',
  ]);
});

it('tells each check with the numbers that it rests on', () => {
  const fact = (check: Course['check_facts'][number]['check'], inputs: object, round_number: number | null = 2) =>
    checkWords({ check, answer: 'yes', round_number, inputs: inputs as never });
  expect(fact('nice_low_response', { percent: 48 }).inputs).toBe('round 2: 48.0\u00a0%, level 30 %');
  expect(fact('ehf_low_response', { percent: null, before_per_28: 9.3, after_per_28: null }).inputs).toBe(
    'round 2: no figure against the 28 days before it, from 9.3 to no figure',
  );
  expect(
    fact('nice_episodic_3_months', { months: [{ month: '2026-07', count: 12, at_most: 15 }] }, null).inputs,
  ).toBe('July 2026 12 to 15');
  expect(fact('ehf_below_10_for_3_months', { months: [] }, null).inputs).toContain('three complete months');
  expect(
    fact('hull', { percent: 50, migraine_percent: 40.2, before_per_28: 6.5, after_per_28: 16.8 }).inputs,
  ).toContain('headache-free days 6.5, then 16.8');
});

it('shows of each check the latest whose time has come', () => {
  const fact = (round_number: number, answer: 'yes' | 'not_yet') =>
    ({ check: 'hull', answer, round_number, inputs: {} }) as unknown as Course['check_facts'][number];
  const [one, two, running] = [fact(1, 'yes'), fact(2, 'yes'), fact(3, 'not_yet')];
  expect(checksByAge([one, two, running])).toEqual([[two], [one, running]]);
  expect(checksByAge([running])).toEqual([[running], []]);
});

it('says the headline with its bounds, or that there is no session', () => {
  expect(headline(report).title).toMatch(/^Round 1: \d+\.\d\u00a0% fewer headache days, between /);
  expect(headline({ ...report, rounds: [] })).toEqual({ title: 'No session is entered yet', compared: '' });
});

it('says of a running round without its last 28 days that it runs, not that it was short', () => {
  const [round] = report.rounds;
  const running = { ...round, status: 'in_progress', periods: { ...round?.periods, last_28: null } };
  expect(headline({ ...report, rounds: [running] as typeof report.rounds }).title).toBe('Round 1: In progress');
});

it.each([
  [17, '17 of 20 needed days so far'],
  [20, 'Enough days for a result'],
  [27, 'Enough days for a result'],
])('says of a running round with %i known days what a verdict still needs', (known, words) => {
  const [round] = report.rounds;
  const last = round?.periods.last_28;
  const measures = { ...last?.measures, headache: { ...last?.measures['headache'], known } };
  const running = { ...round, status: 'in_progress', periods: { ...round?.periods, last_28: { ...last, measures } } };
  expect(judged(running as (typeof report.rounds)[number], report).beside).toBe(words);
});

it('counts what changed since the last look', () => {
  const since = { looked_at: '', days_added: 1, days_changed: 0, sessions: 2, circumstances: 0, treatment: 0 };
  expect(sinceWords(since)).toEqual(['1 day added', '2 sessions added or corrected']);
  expect(sinceWords({ ...since, days_added: 0, sessions: 0 })).toEqual(['Nothing was added or corrected.']);
  expect(sinceWords(null)).toBeNull();
});

it('says how complete the diary is, by which rules, and that it is no advice', () => {
  const told = completeness(course()).join(' ');
  expect(told).toContain('35 of 56 days logged since 5 January 2026.');
  expect(told).toContain('rules-1; not advice');
  expect(told).toContain('Some people improve from keeping a diary alone');
});

it('has every period of every round in its table', () => {
  const all = report.rounds.flatMap(({ periods }) => Object.values(periods).filter((period) => period !== null));
  expect(periodRows(report)).toHaveLength(all.length);
});

it('compares symptoms with before, and tells medicine days with their limit', () => {
  expect(effectRows(report)?.rows).toHaveLength(9);
  expect(medicineRows(course().course)).toEqual({
    columns: ['Month', 'any', 'Triptan, limit 10', 'Days without a word on medicine'],
    rows: [['February 2026', '12', '12, limit reached', '8']],
  });
});
