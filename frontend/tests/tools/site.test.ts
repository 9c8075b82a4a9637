import { expect, it } from 'vitest';
import { hashesOf } from '../../tools/site.ts';

it('an inline script is allowed by its hash, one with an address needs none', () => {
  const html = '<script src="/theme.js"></script><body><script>alert(\'Hello, world.\');</script></body>';
  expect(hashesOf(html)).toEqual(['sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=']);
});
