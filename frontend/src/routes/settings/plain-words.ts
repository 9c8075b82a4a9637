/** What was said of a day, of a session or of the treatment, or a part of it, in plain words. */

import { answerName } from '#lib/answer-words.ts';
import { answerOf } from '#lib/entries.ts';
import { language } from '#lib/language.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { kindName } from '#lib/circumstance-words.ts';
import { siteName } from '#lib/injections.ts';
import { className } from '#lib/medicine-words.ts';
import { symptomNames } from '#lib/symptom-words.ts';
import { features, ofAHeadache, type Entry, type Medication, type Relief } from '#lib/rules/entry.ts';
import type { Circumstance, Site, Values } from '#lib/store/documents.ts';
import { fullDay } from '#lib/words.ts';
import { isolated } from '#lib/names.ts';

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
  injected_on: m.injections_date,
  product: m.injections_product,
  lot: m.injections_lot,
  total_units: m.injections_total_units,
  clinic: m.injections_clinic,
  sites: m.attention_sites,
  headache_days_per_30: m.settings_baseline,
  earlier_rounds: m.settings_earlier,
  interval_weeks: m.settings_interval,
  objection: m.session_objection,
  kind: m.circumstance_kind,
  name: m.circumstance_name,
  dose: m.circumstance_dose,
  began_on: m.circumstance_began_on,
  ended_on: m.circumstance_ended_on,
  time_zone: m.attention_part_zone,
  made_at: m.attention_part_entry,
  operation: m.attention_part_entry,
  operation_id: m.attention_part_entry,
};

/** The name of a field; one that is not known keeps the server's. */
export function fieldName(field: string): string {
  const first = field.split('.')[0] ?? '';
  return Object.hasOwn(FIELDS, first) ? (FIELDS[first]?.() ?? first) : first;
}

/** What a document says in one part (as the server names the parts that differ). */
export function linesOf(part: string, values: Values): Line[] {
  if (part === 'began_on') {
    return ['began_on', 'ended_on'].map((field) => ({
      label: fieldName(field),
      value: valueOf(field, (values as unknown as Said)[field]),
    }));
  }
  if (part !== 'headache') return [{ label: fieldName(part), value: valueOf(part, (values as unknown as Said)[part]) }];
  const entry = values as Entry;
  const lines = [{ label: fieldName('headache'), value: answerName(answerOf(entry)) }];
  if (!entry.headache) return lines;
  const minutes = entry.duration_minutes;
  if (minutes !== null) lines.push({ label: fieldName('duration_minutes'), value: duration(minutes) });
  const symptoms = features.filter((feature) => entry[feature] !== null);
  return [...lines, ...symptoms.map((feature) => ({ label: fieldName(feature), value: valueOf(feature, entry[feature]) }))];
}

type Said = Record<string, unknown>;

const SPOKEN: Record<string, (value: never) => string> = {
  acute_medications: medicines,
  triggers: (texts: readonly string[]) => texts.map(isolated).join(', '),
  injected_on: fullDay,
  began_on: fullDay,
  ended_on: fullDay,
  kind: (kind: Circumstance['kind']) => kindName[kind]?.() ?? kind,
  total_units: (units: number) => m.injections_units({ units }),
  sites: (sites: readonly Site[]) => sites.map(site).join(';\n'),
  interval_weeks: (count: number) => m.settings_weeks({ count }),
};

function valueOf(part: string, value: unknown): string {
  if (value === null || value === undefined) return m.attention_not_said();
  const spoken = SPOKEN[part];
  if (spoken) return spoken(value as never) || m.attention_not_said();
  if (typeof value === 'boolean') return value ? m.attention_yes() : m.attention_no();
  return typeof value === 'number' ? new Intl.NumberFormat(language.shown).format(value) : String(value);
}

const site = ({ muscle, side, units, points }: Site): string =>
  m.attention_site({ site: siteName({ muscle: isolated(muscle), side }), units, points });

const RELIEF: Record<Relief, () => string> = {
  none: m.sheet_relief_none,
  partial: m.attention_relief_some,
  full: m.attention_relief_full,
};

function medicines(taken: readonly Medication[]): string {
  if (taken.length === 0) return m.sheet_none_taken();
  return taken
    .map(({ name, drug_class, doses, relief }) => {
      const details = [className(drug_class), m.sheet_doses({ count: doses }), relief && RELIEF[relief]?.()];
      return `${isolated(name)} (${details.filter(Boolean).join(', ')})`;
    })
    .join(';\n');
}

function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [hours > 0 && m.sheet_hours({ hours }), rest > 0 && m.attention_minutes({ minutes: rest })];
  return parts.filter(Boolean).join(' ');
}

const TOGETHER: Record<string, readonly string[]> = {
  headache: ['headache', ...ofAHeadache],
  began_on: ['began_on', 'ended_on'],
};

/** What a document says in one part, field by field. */
export const fieldsOf = (part: string, values: Values): unknown[] =>
  (TOGETHER[part] ?? [part]).map((field) => (values as unknown as Said)[field] ?? null);

/** What is shown, with the parts that differ taken from the other side: what is said of the rest stays. */
export function taken<V extends Values>(shown: V, other: V, parts: readonly string[]): V {
  const fields = parts.flatMap((part) => TOGETHER[part] ?? [part]);
  const from = other as unknown as Said;
  return { ...shown, ...Object.fromEntries(fields.map((field) => [field, from[field]])) } as V;
}

/** What is said when another person signs in than the one whose diary was open, with what waits in that one. */
export function somebodyElse(name: string, waiting: number): string {
  const said = m.account_somebody_else({ name });
  return waiting > 0 ? `${said} ${m.account_somebody_waiting({ count: waiting })}` : said;
}
