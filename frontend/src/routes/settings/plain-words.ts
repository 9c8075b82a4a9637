/** An entry, or a part of it, in plain words. */

import { answerName } from '#lib/answer-words.ts';
import { answerOf } from '#lib/entries.ts';
import { m } from '#lib/paraglide/messages.js';
import { symptomNames } from '#lib/symptom-words.ts';
import { features, ofAHeadache, type Entry, type Feature, type Medication } from '#lib/rules/entry.ts';

/** One line of what was said. */
export interface Line {
  label: string;
  value: string;
}

const FIELDS: Record<string, () => string> = {
  headache: m.attention_part_headache,
  peak_intensity: m.attention_part_intensity,
  duration_minutes: m.attention_part_duration,
  ...symptomNames,
  acute_medications: m.sheet_medicines,
  triggers: m.sheet_triggers,
  menstruation: m.sheet_menstruation,
  note: m.sheet_note,
  day: m.attention_part_day,
  key: m.attention_part_day,
  injected_on: m.attention_part_day,
};

/** The name of a field; one that is not known keeps the server's. */
export function fieldName(field: string): string {
  const first = field.split('.')[0] ?? '';
  return FIELDS[first]?.() ?? first;
}

/** What an entry says in one part (as the server names the parts that differ). */
export function linesOf(part: string, entry: Entry): Line[] {
  if (part !== 'headache') return [{ label: fieldName(part), value: valueOf(part, entry) }];
  const lines = [{ label: fieldName('headache'), value: answerName(answerOf(entry)) }];
  if (!entry.headache) return lines;
  const minutes = entry.duration_minutes;
  if (minutes !== null) lines.push({ label: fieldName('duration_minutes'), value: duration(minutes) });
  const said = (answer: boolean): string =>
    features.filter((feature: Feature) => entry[feature] === answer).map(fieldName).join(', ');
  if (said(true)) lines.push({ label: m.attention_symptoms_yes(), value: said(true) });
  if (said(false)) lines.push({ label: m.attention_symptoms_no(), value: said(false) });
  return lines;
}

function valueOf(part: string, entry: Entry): string {
  if (part === 'acute_medications') return medicines(entry.acute_medications);
  if (part === 'triggers') return entry.triggers.join(', ') || m.attention_not_said();
  if (part === 'note') return entry.note ?? m.attention_not_said();
  const value = entry[part as keyof Entry];
  if (typeof value === 'boolean') return value ? m.attention_yes() : m.attention_no();
  return value === null || value === undefined ? m.attention_not_said() : String(value);
}

function medicines(taken: readonly Medication[] | null): string {
  if (taken === null) return m.attention_not_said();
  if (taken.length === 0) return m.sheet_none_taken();
  return taken.map(({ name, doses }) => `${name} (${m.sheet_doses({ count: doses })})`).join(', ');
}

function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [hours > 0 && m.sheet_hours({ hours }), rest > 0 && m.attention_minutes({ minutes: rest })];
  return parts.filter(Boolean).join(' ');
}

/** What is shown, with the parts that differ taken from the other side: what is said of the rest stays. */
export function taken(shown: Entry, other: Entry, parts: readonly string[]): Entry {
  const fields = parts.flatMap((part) => (part === 'headache' ? ['headache', ...ofAHeadache] : [part]));
  const from = other as unknown as Record<string, unknown>;
  return { ...shown, ...Object.fromEntries(fields.map((field) => [field, from[field]])) } as Entry;
}

/** What is said when another person signs in than the one whose diary was open, with what waits in that one. */
export function somebodyElse(name: string, waiting: number): string {
  const said = m.account_somebody_else({ name });
  return waiting > 0 ? `${said} ${m.account_somebody_waiting({ count: waiting })}` : said;
}
