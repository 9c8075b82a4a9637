import { beforeEach, expect, it, vi } from 'vitest';

const full = () => {
  throw new DOMException('no room', 'QuotaExceededError');
};
const blocked = { get: () => { throw new DOMException('denied', 'SecurityError'); }, configurable: true };
const KINDS: [string, () => void][] = [
  ['touching it throws', () => Object.defineProperty(globalThis, 'localStorage', blocked)],
  ['it is missing', () => vi.stubGlobal('localStorage', undefined)],
  ['it is null', () => vi.stubGlobal('localStorage', null)],
  ['it has no room', () => vi.stubGlobal('localStorage', { getItem: () => null, setItem: full, removeItem: full })],
  ['reading throws', () => vi.stubGlobal('localStorage', { getItem: full, setItem: full, removeItem: full })],
];

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllGlobals();
});

it.each(KINDS)('where %s, a thing is remembered while the page is open', async (_how, spoil) => {
  Object.defineProperty(globalThis, 'localStorage', { value: undefined, configurable: true, writable: true });
  spoil();
  const { remember, remembered } = await import('#lib/remembered.ts');
  expect(remembered('theme')).toBeNull();
  expect(remember('theme', 'dark')).toBe(false);
  expect(remembered('theme')).toBe('dark');
  remember('theme', null);
  expect(remembered('theme')).toBeNull();
});

it.each(KINDS.filter(([how]) => how.includes('throws')))('the control: where %s, asking it directly throws', (_how, spoil) => {
  Object.defineProperty(globalThis, 'localStorage', { value: undefined, configurable: true, writable: true });
  spoil();
  expect(() => globalThis.localStorage.getItem('theme')).toThrow();
});

it('what is kept is there again when the page is opened again', async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: kept.set.bind(kept) });
  const { remember } = await import('#lib/remembered.ts');
  expect(remember('theme', 'dark')).toBe(true);
  vi.resetModules();
  expect((await import('#lib/remembered.ts')).remembered('theme')).toBe('dark');
});
