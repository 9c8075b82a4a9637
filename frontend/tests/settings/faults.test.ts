import { expect, it } from 'vitest';
import { Refused } from '../../src/lib/api/client.ts';
import { editCases } from '../edits.ts';
import { byField, lacking, said, toldOf } from '../../src/lib/faults.ts';

it('what the server says is said in our words where they are known, else in its own', () => {
  expect(said('Value error, 3 to 64 characters without spaces').theirs).toBe(false);
  expect(said('Value error, something new')).toEqual({ text: 'something new', theirs: true });
});

it('each field has the first of its faults, also a fault further inside', () => {
  const found = byField([
    { field: 'acute_medications.0.doses', message: 'one' },
    { field: 'acute_medications.1.doses', message: 'two' },
    { field: 'note', message: 'three' },
  ]);
  expect(Object.entries(found).map(([field, { text }]) => [field, text])).toEqual([
    ['acute_medications', 'one'],
    ['note', 'three'],
  ]);
});

it('a new account wants every field and a long password; signing in wants no length', () => {
  const said = { username: 'ada', password: 'short' };
  expect(Object.keys(lacking({ ...said, display_name: ' ' })).sort()).toEqual(['display_name', 'password']);
  expect(lacking(said)).toEqual({});
  expect(Object.keys(lacking({ ...said, password: '' }))).toEqual(['password']);
});

it('whatever a sync may refuse is said in our words', () => {
  const ofTheFields = editCases().flatMap(({ faults }) => faults.map(({ code }) => code));
  const ofTheEdit = ['id_used_otherwise', 'refused_by_database', 'too_many_values', 'account_full', 'unknown_kind', 'unknown_zone'];
  const codes = [...new Set([...ofTheFields, ...ofTheEdit])];
  expect(codes.filter((code) => said('in English', code).theirs)).toEqual([]);
});

it('what is too much is said in our words, an edit and an account', () => {
  for (const code of ['too_many_values', 'account_full']) expect(said('in English', code).theirs).toBe(false);
  expect(said('in English', 'something new').theirs).toBe(true);
  const { problem } = toldOf(new Refused(429, 'too_many_accounts', [], 'in English'));
  expect(problem).toContain('Try again later');
  const ofAClinician = ['too_many_values', 'account_full'].map((code) => toldOf(new Refused(429, code, [], 'in English')).problem);
  expect(ofAClinician).not.toContain('in English');
});
