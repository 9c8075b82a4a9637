/** What the Today screen shows: the strip of the last days and the line beneath the answers. Pure. */

import { answerName, answerWithin } from './answer-words.ts';
import { answerOf, type DayAnswer } from './entries.ts';
import { m } from './paraglide/messages.js';
import type { Entry } from './rules/entry.ts';
import { daysOf, shifted, type Day } from './rules/periods.ts';
import { tinyDay } from './words.ts';

const STRIP_DAYS = 14;

type Entries = ReadonlyMap<Day, Entry>;
export type Mark = ReturnType<typeof answerOf> | 'unlogged' | 'to_come';

/** One day of the strip. */
export interface StripDay {
  day: Day;
  mark: Mark;
  injection: boolean;
}

/** The last days up to today, each with its mark; today is still to come while nothing is said of it. */
export function stripOf(entries: Entries, injected: ReadonlySet<Day>, today: Day): StripDay[] {
  return daysOf({ start: shifted(today, 1 - STRIP_DAYS), end: shifted(today, 1) }).map((day) => {
    const entry = entries.get(day);
    const mark = entry ? answerOf(entry) : day === today ? 'to_come' : 'unlogged';
    return { day, mark, injection: injected.has(day) };
  });
}

/** The days of the strip that could be filled in: those before today. */
export function fillable(today: Day): Day[] {
  return daysOf({ start: shifted(today, 1 - STRIP_DAYS), end: today });
}

/** What the line beneath the answers says. */
export type SlotSays =
  | { kind: 'hint' | 'same' | 'reveal' | 'saved' | 'failed'; text: string }
  | { kind: 'details' };

interface Situation {
  entries: Entries;
  today: Day;
  /** The day of the answer that was just saved, and of the one that was not. */
  saved: Day | null;
  unsaved: { day: Day; answer: DayAnswer } | null;
  /** The attack view, with everything else out of sight. */
  quiet: boolean;
}

/** The first of these that is true: not saved, saved, everything else, details, the same as yesterday, the hint. */
export function slotOf({ entries, today, saved, unsaved, quiet }: Situation): SlotSays {
  const named = (day: Day, text: string) => (day === today ? text : m.day_says({ day: tinyDay(day), mark: text }));
  if (unsaved) {
    const text = m.answer_not_saved({ answer: answerName(unsaved.answer) });
    return { kind: 'failed', text: named(unsaved.day, text) };
  }
  const kept = saved === null ? undefined : entries.get(saved);
  if (saved !== null && kept) {
    return { kind: 'saved', text: named(saved, m.answer_saved({ answer: answerName(answerOf(kept)) })) };
  }
  if (quiet) return { kind: 'reveal', text: m.today_other_days() };
  if (entries.has(today)) return { kind: 'details' };
  const before = entries.get(shifted(today, -1));
  return before ? { kind: 'same', text: sameWords(before) } : { kind: 'hint', text: m.today_hint() };
}

function sameWords(entry: Entry): string {
  const answer = answerWithin(answerOf(entry));
  return entry.acute_medications?.length ? m.today_same_medicines({ answer }) : m.today_same({ answer });
}
