import { expect, it } from 'vitest';
import { namesVersion } from '#lib/worker/messages.ts';
import { candidates, isOurs, keptOf } from '../../src/service-worker/shell.ts';

const HERE = 'http://localhost:8000';
const asked = (path: string, method = 'GET') => isOurs(method, new URL(path, HERE), HERE);

it('a page is found with and without its slash', () => {
  expect(candidates('/trends')).toEqual(['/trends', '/trends/']);
  expect(candidates('/')).toEqual(['/']);
});

it('a link that a mail gateway spoilt opens its page, and no other address does', () => {
  expect(candidates('/visit/%23abc')).toEqual(['/visit/%23abc', '/visit/%23abc/', '/visit/']);
  expect(candidates('/visit/')).toEqual(['/visit/']);
  expect(candidates('/clinic/patient/')).toEqual(['/clinic/patient/']);
  expect(candidates('/visits')).toEqual(['/visits', '/visits/']);
});

it('data never pass through the worker', () => {
  expect(['/api/v1/diaries/mine', '/api-docs/', '/readyz', '/sw-kill.json'].filter((path) => asked(path))).toEqual([]);
  expect(asked('/', 'POST')).toBe(false);
  expect(asked('https://elsewhere.example/x.js')).toBe(false);
  expect(asked('/?answer=mild')).toBe(true);
});

it('the shell is kept, the page of the API is not', () => {
  const files = ['_app/immutable/a.js', 'theme.js', '/trends/', 'api-docs/docs.js', 'sw-kill.json', 'icons/icon-512.png'];
  expect(keptOf(files.map((path) => ({ path })))).toEqual(['/_app/immutable/a.js', '/theme.js', '/trends/']);
});

it('a version that is named has to go, and every one where all are', () => {
  expect(namesVersion({ versions: ['a1', 'b2'] }, 'b2')).toBe(true);
  expect(namesVersion({ versions: ['*'] }, 'b2')).toBe(true);
});

it('nothing goes when nothing is said, or nonsense', () => {
  expect([{ versions: [] }, {}, null, 'b2', { versions: 'b2' }].filter((said) => namesVersion(said, 'b2'))).toEqual([]);
});
