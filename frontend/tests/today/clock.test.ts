import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Clock } from '#lib/clock.svelte.ts';

const at = (moment: string) => vi.setSystemTime(new Date(moment)); // local time

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
});
afterEach(() => void vi.useRealTimers());

it.each([
  ['in the middle of the day', '2025-10-16T12:00:00', '2025-10-16T12:00:20', '2025-10-16'],
  ['after a night asleep', '2025-10-15T23:00:00', '2025-10-16T07:42:00', '2025-10-16'],
  ['after a week asleep', '2025-10-09T23:00:00', '2025-10-16T00:00:02', '2025-10-16'],
  ['a finger that was on its way at midnight', '2025-10-15T23:59:59', '2025-10-16T00:00:00.400', '2025-10-15'],
  ['a second after midnight', '2025-10-15T23:59:59', '2025-10-16T00:00:01.001', '2025-10-16'],
  ['a clock that was put back', '2025-10-16T12:00:00', '2025-10-14T12:00:00', '2025-10-14'],
  ['a clock that was put forward a year', '2025-10-16T12:00:00', '2026-10-16T12:00:00', '2026-10-16'],
])('%s a tap is for the day that it means', (_when, opened, tapped, day) => {
  at(opened);
  const clock = new Clock();
  at(tapped);
  const painted = clock.today;
  expect(clock.tapped()).toBe(day);
  expect(clock.today).toBe(tapped.slice(0, 10));
  expect(clock.turned).toBe(painted !== clock.today);
});

it('a page opened just after midnight has shown no other day', () => {
  at('2025-10-16T00:00:00.300');
  expect(new Clock().tapped()).toBe('2025-10-16');
});

it('midnight is seen at midnight, and a finger already on its way still means the day before', () => {
  at('2025-10-15T23:59:50');
  const clock = new Clock();
  const stop = clock.start();
  vi.advanceTimersByTime(9_999);
  expect(clock.today).toBe('2025-10-15');
  vi.advanceTimersByTime(2);
  expect(clock.today).toBe('2025-10-16');
  expect(clock.tapped()).toBe('2025-10-15');
  vi.advanceTimersByTime(1_000);
  expect(clock.tapped()).toBe('2025-10-16');
  stop();
});

it('the control: what only looks every 20 seconds is a day behind after a sleep', () => {
  at('2025-10-15T23:00:00');
  const clock = new Clock();
  at('2025-10-16T07:42:00');
  expect(clock.today).toBe('2025-10-15');
});
