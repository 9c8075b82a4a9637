/** What the line beneath the answers says. Pure. */

import { answerName, answerWithin } from './answer-words.ts';
import { answerOf, type DayAnswer } from './entries.ts';
import { m } from './paraglide/messages.js';
import type { Entry } from './rules/entry.ts';
import { shifted, type Day } from './rules/periods.ts';
import { tinyDay } from './words.ts';

type Entries = ReadonlyMap<Day, Entry>;

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
  /** The day has changed while the page was open: today is named too. */
  turned?: boolean;
  /** Nothing can be saved. */
  broken?: boolean;
}

/** The first of these that is true: not saved, nothing can be, saved, everything else, details, the same as yesterday, the hint. */
export function slotOf({ entries, today, saved, unsaved, quiet, turned = false, broken = false }: Situation): SlotSays {
  const named = (day: Day, text: string) =>
    day === today && !turned ? text : m.day_says({ day: tinyDay(day), mark: text });
  if (unsaved) {
    const text = m.answer_not_saved({ answer: answerName(unsaved.answer) });
    return { kind: 'failed', text: named(unsaved.day, text) };
  }
  if (broken) return { kind: 'hint', text: m.status_broken() };
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
