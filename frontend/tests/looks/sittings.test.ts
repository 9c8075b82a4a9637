import { expect, it } from 'vitest';
import type { Look } from '../../src/lib/api/schemas.ts';
import { sittings } from '../../src/lib/looks.ts';

const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 20, 12, minutes)).toISOString();

/** Looks of Dr Grace, the last first, as the server tells them. */
function look(minutes: number, what: string, said: Partial<Look> = {}): Look {
  const grace = { reader: 'clinician', name: 'Dr Grace', clinic: 'Mitte', through: null } as const;
  const when = { at: at(minutes), first_at: at(minutes), times: 1 };
  return { look_id: `${minutes}-${what}`, ...when, what, allowed: true, ...grace, ...said };
}

it('looks of one reader that follow each other are one, each verb once, in the order of time', () => {
  const found = sittings([look(9, 'read_report'), look(5, 'read_days'), look(4, 'read_report')]);

  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ first: at(4), last: at(9), done: ['read_report', 'read_days'], refused: [] });
});

it('a pause of more than a quarter of an hour begins another one', () => {
  expect(sittings([look(40, 'read_days'), look(24, 'read_days')])).toHaveLength(2);
  expect(sittings([look(40, 'read_days'), look(25, 'read_days')])).toHaveLength(1);
});

it('another reader, or the same name at another clinic, is another one', () => {
  const visitor = look(2, 'open_link', { reader: 'visitor', clinic: null });
  const elsewhere = look(1, 'read_days', { clinic: 'Nord' });
  expect(sittings([look(3, 'read_days'), visitor, elsewhere])).toHaveLength(3);
});

it('what was refused stands apart', () => {
  const [only] = sittings([look(2, 'read_days', { allowed: false }), look(1, 'read_days')]);
  expect(only).toMatchObject({ done: ['read_days'], refused: ['read_days'] });
});

it('tries that were refused are counted, from the first to the last', () => {
  const hour = look(50, 'read_report', { allowed: false, times: 12, first_at: at(5) });
  const found = sittings([hour, look(30, 'read_days'), look(20, 'read_days', { allowed: false })]);

  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ first: at(5), last: at(50), done: ['read_days'], tries: 13 });
});

it('nobody looked', () => {
  expect(sittings([])).toEqual([]);
});
