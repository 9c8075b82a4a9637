import { describe, expect, it } from 'vitest';
import { shifted } from '#lib/rules/periods.ts';
import { drawn } from '#lib/trends/months.ts';
import { linesOf, measureIn, placed, placedLines } from '#lib/trends/report.ts';
import { blocksWords, boundsWords, figureWords, reasonWords, sentence, verdictWords } from '#lib/trends/round-words.ts';
import { goldenCases } from '../golden.ts';

const AXIS = { left: 110, right: 264 };
const cases = goldenCases();
const rounds = cases.flatMap(({ name, expected: { treatment_report: report } }) =>
  report.rounds.map((round) => ({ name: `${name}, round ${round.number}`, report, round })),
);
const before = (day: string) => shifted(day, -1);
const percentAt = (x: number) => Math.round((1000 * (x - AXIS.left)) / (AXIS.right - AXIS.left)) / 10;

describe.each(rounds)('$name', ({ report, round }) => {
  it.each(drawn)('is drawn where the table says, for %s', (measure) => {
    const lines = linesOf(round, measureIn(report, measure), before);
    const read = placedLines(lines, AXIS, 40, 30).map(({ figure, least, most }) =>
      [figure, least, most].map((place) => (place === null ? null : place.outside ? 'below 0' : percentAt(place.x))),
    );
    const told = lines.map(({ percent, atLeast, atMost }) =>
      [percent, atLeast, atMost].map((figure) => (figure !== null && figure < 0 ? 'below 0' : figure)),
    );
    expect(read).toEqual(told);
  });

  it('has words for every figure, or for why there is none', () => {
    for (const measure of drawn) {
      for (const line of linesOf(round, measureIn(report, measure), before)) {
        const said = figureWords(line, measure) === null ? reasonWords(line) : boundsWords(line);
        expect(said).not.toBe('');
        expect(said).not.toMatch(/undefined|null|NaN/);
      }
    }
    const [headline] = linesOf(round, report.headline_measure, before);
    if (!headline) throw new Error('no headline');
    const told = [verdictWords(round, report), sentence(headline, report), blocksWords(round, report)].join(' ');
    expect(told).not.toMatch(/undefined|null|NaN/);
    expect(/probably/i.test(verdictWords(round, report))).toBe(
      ['benchmark_met', 'partial', 'below'].includes(round.verdict.verdict) && !round.verdict.certain,
    );
  });
});

it('bounds on both sides of nothing say more and fewer, without a minus', () => {
  const line = { name: 'last_28', start: null, end: null, days: 28, logged: 28, known: 28, reason: null } as const;
  expect(boundsWords({ ...line, percent: -6, atLeast: -20, atMost: 3 })).toBe('between 20.0\u00a0% more and 3.0\u00a0% fewer');
  expect(boundsWords({ ...line, percent: -6, atLeast: -20, atMost: -3 })).toBe('between 20.0\u00a0% more and 3.0\u00a0% more');
  expect(boundsWords({ ...line, percent: 6, atLeast: 3, atMost: 20 })).toBe('between 3.0\u00a0% and 20.0\u00a0%');
});

it('what is below 0 % stands at the beginning of the axis and says so', () => {
  expect(placed(-40, AXIS)).toEqual({ x: AXIS.left, outside: true });
  expect(placed(0, AXIS)).toEqual({ x: AXIS.left, outside: false });
  expect(placed(100, AXIS)).toEqual({ x: AXIS.right, outside: false });
});

it('the rounds of all golden cases were looked at', () => expect(rounds.length).toBe(58));
