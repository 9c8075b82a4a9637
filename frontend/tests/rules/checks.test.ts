import { describe, expect, it } from 'vitest';
import { cleaned, faultsOf, latestDay, type Fault } from '#lib/rules/checks.ts';
import { isDay } from '#lib/rules/periods.ts';
import { cleanText, lengthOfText } from '#lib/rules/texts.ts';
import { editCases, type EditCase } from '../edits.ts';

const sorted = (faults: Fault[]): string[] => faults.map(({ field, code }) => `${field} ${code}`).sort();
const found = ({ kind, key, values, now }: EditCase): string[] => sorted(faultsOf(kind, key, values, latestDay(now)));
const missed = (look: (one: EditCase) => string[]): string[] =>
  editCases()
    .filter((one) => look(one).join() !== sorted(one.faults).join())
    .map(({ name }) => name);

describe('the phone finds what the server finds', () => {
  it('in every case, and nothing else', () => {
    expect(missed(found)).toEqual([]);
    expect(editCases()).toHaveLength(469);
  });

  it('and a phone that counts as JavaScript does would be caught in every text', () => {
    const byUnits = (one: EditCase): string[] => {
      const doubled = JSON.parse(JSON.stringify(one.values, (_name, value: unknown) =>
        typeof value === 'string' ? value.replaceAll('\u{1F600}', 'xx') : value)) as object;
      return found({ ...one, values: doubled });
    };
    expect(missed(byUnits)).toHaveLength(12);
  });

  it('and a phone that checks nothing would be caught in every case with a fault', () => {
    const faulty = editCases().filter(({ faults }) => faults.length > 0);
    expect(missed(() => [])).toHaveLength(faulty.length);
    expect(faulty.length).toBeGreaterThan(200);
  });
});

describe('what is typed or pasted', () => {
  it('is cleaned of what no text may hold, however deep it lies, and then passes', () => {
    const texts = editCases().filter(({ faults }) => faults.some(({ code }) => code === 'control_characters'));
    const left = texts.flatMap((one) => faultsOf(one.kind, one.key, cleaned(one.values), latestDay(one.now)));
    expect(left.filter(({ code }) => code === 'control_characters')).toEqual([]);
    expect(texts).toHaveLength(121);
  });

  it('keeps tabs, line ends, faces, joiners and everything else', () => {
    const text = 'a\tb\r\n\u{1F469}\u200d\u{1F52C} e\u0301 \u0085';
    expect(cleanText(text)).toBe(text);
    expect(cleanText('\ud83da\u0000b\u000bc\ude00')).toBe('abc');
  });

  it('is counted in characters', () => {
    expect(lengthOfText('a\u{1F600}')).toBe(2);
  });

  it('is a day only where the calendar has it', () => {
    expect(['2024-02-29', '2026-02-29', '0000-01-01', '2026-2-3', '', null, '2026-11-19\n'].map(isDay)).toEqual(
      [true, false, false, false, false, false, false],
    );
  });
});
