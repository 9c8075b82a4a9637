import { expect, it } from 'vitest';
import { holdInput, isAnythingUnsaved } from '#lib/worker/unsaved.ts';

it('two unsaved inputs are unsaved until both are let go', () => {
  const [first, second] = [holdInput(), holdInput()];
  first();
  expect(isAnythingUnsaved()).toBe(true);
  second();
  expect(isAnythingUnsaved()).toBe(false);
});

it('letting go twice lets go of nothing else', () => {
  const [first, second] = [holdInput(), holdInput()];
  first();
  first();
  expect(isAnythingUnsaved()).toBe(true);
  second();
});
