import { expect, it } from 'vitest';
import { byField, lacking, said } from '../../src/lib/faults.ts';

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
