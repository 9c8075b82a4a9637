import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerOfShortcut, answerWithin } from '#lib/answer-words.ts';
import { setLanguage } from '#lib/language.svelte.ts';
import * as words from '#lib/words.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: kept.set.bind(kept), removeItem: () => undefined });
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
});
afterEach(() => vi.unstubAllGlobals());

describe.each([
  ['en', 'Thursday 16 October', '16 October', '16 October 2025', 'Thu 16', 'T', 'October 2025', '1,234.5'],
  ['de', 'Donnerstag, 16. Oktober', '16. Oktober', '16. Oktober 2025', 'Do., 16.', 'D', 'Oktober 2025', '1.234,5'],
] as const)('in %s', (language, long, short, full, tiny, letter, month, figure) => {
  beforeEach(() => setLanguage(language));

  it('a day is named as people name it', () => {
    const day = '2025-10-16';
    const named = [words.longDay(day), words.shortDay(day), words.fullDay(day), words.tinyDay(day), words.weekdayLetter(day)];
    expect(named).toEqual([long, short, full, tiny, letter]);
    expect(words.monthName('2025-10')).toBe(month);
  });

  it('figures have one decimal', () => {
    expect(words.oneDecimal(1234.5)).toBe(figure);
    expect(words.oneDecimal(3)).toMatch(/^3[.,]0$/);
  });
});

describe('near days', () => {
  beforeEach(() => setLanguage('en'));

  it.each([
    ['2025-10-16', 'today'],
    ['2025-10-15', 'yesterday'],
    ['2025-10-10', 'Friday'],
    ['2025-10-09', '9 October'],
    ['2025-10-17', '17 October'],
  ])('%s is "%s"', (day, said) => {
    expect(words.dayNear(day, '2025-10-16')).toBe(said);
  });

  it('a moment of today is a clock time of 24 hours, an older one its date', () => {
    const moment = new Date(2025, 9, 16, 19, 42).toISOString();
    expect(words.momentNear(moment, '2025-10-16')).toBe('19:42');
    expect(words.momentNear(moment, '2025-10-18')).toBe('16 October');
  });
});

it('an answer within a sentence begins small, German nouns do not', () => {
  setLanguage('en');
  expect([answerWithin('free'), answerWithin('unsaid')]).toEqual(['no headache', 'headache']);
  setLanguage('de');
  expect([answerWithin('free'), answerWithin('unsaid')]).toEqual(['kein Kopfschmerz', 'Kopfschmerzen']);
});

it('a shortcut names an answer or none', () => {
  const asked = ['?answer=none', '?answer=severe', '?answer=worse', ''];
  expect(asked.map(answerOfShortcut)).toEqual(['free', 'severe', null, null]);
});
