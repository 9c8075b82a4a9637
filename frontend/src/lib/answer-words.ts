/** The answers in words: on a button, within a sentence, and on the smallest button. */

import { answers, type DayAnswer } from './entries.ts';
import { m } from './paraglide/messages.js';

type Shown = DayAnswer | 'unsaid';

const NAMES = {
  free: m.mark_free,
  mild: m.mark_mild,
  moderate: m.mark_moderate,
  severe: m.mark_severe,
  unsaid: m.answer_unsaid,
};

/** Moderate. */
export const answerName = (answer: Shown): string => NAMES[answer]?.() ?? answer; // a newer release may know more

/** "moderate", for the middle of a sentence. */
export function answerWithin(answer: Shown): string {
  const name = answerName(answer);
  return answer === 'unsaid' ? m.answer_unsaid_within() : name.charAt(0).toLowerCase() + name.slice(1);
}

/** "None" instead of "No headache", where four stand in a row. */
export const answerShort = (answer: Shown): string => (answer === 'free' ? m.answer_free_short() : answerName(answer));

/** What a shortcut of the home screen asks for: /?answer=mild. */
export function answerOfShortcut(search: string): DayAnswer | null {
  const asked = new URLSearchParams(search).get('answer');
  return answers.find((answer) => answer === (asked === 'none' ? 'free' : asked)) ?? null;
}
