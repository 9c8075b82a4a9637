import { readFileSync } from 'node:fs';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { expect, it } from 'vitest';

const DOCUMENT = new URL('../../../tests/contract/openapi.json', import.meta.url);
const TYPES = new URL('../../src/lib/api/schema.d.ts', import.meta.url);

it('the types of the API are those of its document; make openapi writes both', async () => {
  const made = COMMENT_HEADER + astToString(await openapiTS(DOCUMENT));
  expect(readFileSync(TYPES, 'utf-8')).toBe(made);
});
