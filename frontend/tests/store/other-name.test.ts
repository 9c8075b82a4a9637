import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CURRENT, onOtherName } from '#lib/store/database.ts';

let page: EventTarget;
beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
});
afterEach(() => vi.unstubAllGlobals());

const heard = (key: string, newValue: string | null) => page.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));

it('another page that uses another diary is heard; what is none is not', () => {
  const switched = vi.fn();
  const stop = onOtherName(() => 'diary-mine', switched);
  heard('theme', 'dark');
  heard(CURRENT, null);
  expect(switched).not.toHaveBeenCalled();
  heard(CURRENT, 'diary-other');
  expect(switched).toHaveBeenCalledTimes(1);
  stop();
  heard(CURRENT, 'diary-third');
  expect(switched).toHaveBeenCalledTimes(1);
});

it('the page that was just left, heard late, reloads nothing: a tap on this one would be lost', () => {
  const switched = vi.fn();
  onOtherName(() => 'diary-mine', switched);
  heard(CURRENT, 'diary-mine');
  expect(switched).not.toHaveBeenCalled();
});
