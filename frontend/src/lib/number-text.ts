/** Numbers as people type them: a comma or a point, and a fault where another number could be meant. Nothing is rounded. */

import { m } from './paraglide/messages.js';

/** What a field takes: both ends are included. */
export interface NumberRange {
  least: number;
  most: number;
  decimals: 0 | 1 | 2;
}

/** Why a text is no number of a range, in the order in which that is looked at. */
type NumberFault = 'not_a_number' | 'separators' | 'decimals' | 'range';

/** The number of a text (null = nothing typed), or its fault. */
type NumberReading = { number: number | null; fault: null } | { number: null; fault: NumberFault };

export const ranges = {
  hours: { least: 0, most: 24, decimals: 2 },
  minutes: { least: 0, most: 1440, decimals: 0 },
  headacheDays: { least: 0, most: 30, decimals: 1 },
  earlierRounds: { least: 0, most: 60, decimals: 0 },
  totalUnits: { least: 0, most: 9999, decimals: 1 },
  siteUnits: { least: 0, most: 1000, decimals: 1 },
  sitePoints: { least: 0, most: 100, decimals: 0 },
} as const satisfies Record<string, NumberRange>;

const SEPARATOR = /[.,]/g;
const fault = (name: NumberFault): NumberReading => ({ number: null, fault: name });

/** Read what is typed; blanks around it do not count. */
export function readNumber(text: string, range: NumberRange): NumberReading {
  const typed = text.normalize('NFKC').trim();
  if (typed === '') return { number: null, fault: null };
  if ((typed.match(SEPARATOR) ?? []).length > 1) return fault('separators');
  if (!/^[-−]?(\d+[.,]?\d*|[.,]\d+)$/.test(typed)) return fault('not_a_number');
  const decimals = typed.split(SEPARATOR)[1] ?? '';
  if (decimals.length > range.decimals) return fault('decimals');
  if (/^[-−]/.test(typed)) return fault('range');
  const number = Number(typed.replace(',', '.'));
  return number < range.least || number > range.most ? fault('range') : { number, fault: null };
}

/** A number as a field shows it in a language, without a separator for thousands. */
export const writeNumber = (number: number | null, language: string): string =>
  number === null ? '' : new Intl.NumberFormat(language, { useGrouping: false, maximumFractionDigits: 2 }).format(number);

/** What is wrong with a text, as a sentence; '' = nothing. */
export function numberFault(text: string, range: NumberRange): string {
  const { fault: name } = readNumber(text, range);
  if (name === null) return '';
  if (name === 'range') return m.number_fault_range({ least: range.least, most: range.most });
  if (name === 'decimals') return range.decimals === 0 ? m.number_fault_whole() : m.number_fault_decimals({ count: range.decimals });
  return name === 'separators' ? m.number_fault_separators() : m.number_fault();
}

/** Hours and minutes as minutes: a whole number of them from 1 to 1440; null = neither is typed. */
export function readDuration(hours: string, minutes: string): { minutes: number | null; fault: string } {
  const [whole, rest] = [readNumber(hours, ranges.hours), readNumber(minutes, ranges.minutes)];
  if (whole.fault !== null || rest.fault !== null) return { minutes: null, fault: m.sheet_exact_fault() };
  if (whole.number === null && rest.number === null) return { minutes: null, fault: '' };
  const hundredths = Math.round((whole.number ?? 0) * 100) * 60 + (rest.number ?? 0) * 100;
  if (hundredths % 100 !== 0) return { minutes: null, fault: m.sheet_exact_whole() };
  const sum = hundredths / 100;
  return sum >= 1 && sum <= ranges.minutes.most
    ? { minutes: sum, fault: '' }
    : { minutes: null, fault: m.sheet_exact_range() };
}
