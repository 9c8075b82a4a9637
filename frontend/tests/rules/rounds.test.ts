import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { roundsOf } from '#lib/rounds.ts';
import { nothingSaid } from '#lib/store/documents.ts';

interface Case {
  as_of: string;
  earlier_rounds: number;
  injections: string[];
  expected: {
    treatment_report: { rounds: { number: number; sessions: string[] }[]; next_due_on: string | null };
  };
}

const folder = join(import.meta.dirname, '../../../tests/cases');
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case);

test.each(cases)('$name: rounds and the next due date are those of the server', (one) => {
  const dates = one.injections.filter((day) => day <= one.as_of);
  const rounds = roundsOf(dates, { ...nothingSaid, earlier_rounds: one.earlier_rounds });
  const { rounds: expected, next_due_on } = one.expected.treatment_report;
  const numbers = expected.flatMap(({ number, sessions }) => sessions.map((day) => [day, number] as const));
  expect([...rounds.numberOf]).toEqual(numbers);
  expect(rounds.topUps).toEqual(new Set(expected.flatMap(({ sessions }) => sessions.slice(1))));
  expect(rounds.nextDueOn).toBe(next_due_on);
});
