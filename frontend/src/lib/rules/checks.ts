/**
 * What a field of the diary may hold, with the codes of the server: twin of app/api/schemas and of the rules behind
 * them. Both are tried with the same cases, tests/edits.
 */

import type { Kind } from '../store/documents.ts';
import { tidied } from '../names.ts';
import { drugClasses, features, ofAHeadache } from './entry.ts';
import { isDay, type Day } from './periods.ts';
import { cleanText, lengthOfText } from './texts.ts';

/** One thing wrong with one field; the field is named as on the wire, the code is the server's. */
export interface Fault {
  field: string;
  code: string;
}

type Add = (field: string, code: string) => void;
type Rule = (value: unknown, field: string, add: Add) => void;
type Values = Record<string, unknown>;

/** The longest texts, in characters: what the server counts, and a person, too (never halves of a character). */
const mostOf = { note: 10_000, name: 200, dose: 100, lot: 100, tag: 60, objection: 1_000 } as const;

const AHEAD_MS = 14 * 3_600_000; // UTC+14, where a day begins first
const FIRST_DAY = '1900-01-01';
const IS_TEXT = /^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\p{Surrogate}]*$/u;
const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const EMPTY_LETTERS = /[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/g; // they show nothing
const AROUND = /^\p{White_Space}+|\p{White_Space}+$/gu;

/** Fields that say what a thing is called: on one line, with nothing unseen in it. */
const labels = new Set(['name', 'dose', 'product', 'lot', 'clinic', 'muscle', 'triggers']);

/** The same values with every text in them clean, and what things are called tidied. */
export function cleaned<T>(value: T, isLabel = false): T {
  if (typeof value === 'string') return (isLabel ? tidied(cleanText(value)) : cleanText(value)) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => cleaned(one, isLabel)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, cleaned(inner as unknown, labels.has(field))]),
  ) as T;
}

/** The latest day that has begun anywhere, which the server takes. */
export const latestDay = (now: Date): Day => new Date(now.getTime() + AHEAD_MS).toISOString().slice(0, 10);

function text(most: number, least = 1, strip = false): Rule {
  return (value, field, add) => {
    if (typeof value !== 'string') return add(field, 'wrong_type');
    const said = strip ? value.replace(AROUND, '') : value;
    const length = lengthOfText(said);
    if (/\p{Surrogate}/u.test(value)) add(field, 'control_characters');
    else if (length < least) add(field, 'too_short');
    else if (length > most) add(field, 'too_long');
    else if (!IS_TEXT.test(said)) add(field, 'control_characters');
  };
}

/** What a thing is called: a text on one line, with something to be seen, and nothing that turns its direction. */
function label(most: number, least = 1, strip = false): Rule {
  const rule = text(most, least, strip);
  return (value, field, add) => {
    let isSound = true;
    rule(value, field, (where, code) => {
      isSound = false;
      add(where, code);
    });
    if (!isSound || typeof value !== 'string' || value === '') return;
    if (/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(strip ? value.replace(AROUND, '') : value)) add(field, 'control_characters');
    else if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(value.replace(EMPTY_LETTERS, ''))) add(field, 'too_short');
  };
}

const nullable = (rule: Rule): Rule => (value, field, add) => value === null || rule(value, field, add);
const optionalText = (most: number): Rule => nullable(text(most, 0));
const optionalLabel = (most: number): Rule => nullable(label(most, 0));
const bool: Rule = (value, field, add) => typeof value === 'boolean' || add(field, 'wrong_type');
const uuid: Rule = (value, field, add) => (typeof value === 'string' && UUID.test(value)) || add(field, 'wrong_type');
const anyOf = (...words: readonly string[]): Rule => (value, field, add) =>
  words.includes(value as string) || add(field, 'unknown_choice');

function number(least: number, most: number, isWhole: boolean): Rule {
  return (value, field, add) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || (isWhole && !Number.isInteger(value))) add(field, 'wrong_type');
    else if (value < least || value > most) add(field, 'out_of_range');
    else if (Number(value.toFixed(1)) !== value) add(field, 'decimals');
  };
}
const whole = (least: number, most: number): Rule => number(least, most, true);
const tenths = (least: number, most: number): Rule => number(least, most, false);

const day: Rule = (value, field, add) => {
  if (!isDay(value)) add(field, 'not_a_day');
  else if (value < FIRST_DAY) add(field, 'before_1900');
};

function list(most: number, each: Rule): Rule {
  return (value, field, add) => {
    if (!Array.isArray(value)) add(field, 'wrong_type');
    else if (value.length > most) add(field, 'too_many');
    else value.forEach((one, index) => each(one, `${field}.${index}`, add));
  };
}

function thing(rules: Record<string, Rule>, required: readonly string[]): Rule {
  return (value, field, add) => {
    if (typeof value !== 'object' || value === null) return add(field, 'wrong_type');
    const path = (name: string): string => (field ? `${field}.${name}` : name);
    for (const name of required) if (!(name in value)) add(path(name), 'missing');
    for (const [name, inner] of Object.entries(value)) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (rule) rule(inner, path(name), add);
      else add(path(name), 'unknown_field');
    }
  };
}

const medication = thing(
  {
    id: nullable(uuid),
    name: label(mostOf.name),
    drug_class: anyOf(...drugClasses),
    doses: whole(1, 100),
    relief: nullable(anyOf('none', 'partial', 'full')),
  },
  ['name', 'drug_class'],
);
const site = thing(
  { muscle: label(60), side: anyOf('left', 'right', 'midline'), units: tenths(0, 1000), points: whole(1, 100) },
  ['muscle', 'side', 'units', 'points'],
);

const shapes: Record<Kind, Rule> = {
  day: thing(
    {
      headache: bool,
      peak_intensity: nullable(anyOf('mild', 'moderate', 'severe')),
      duration_minutes: nullable(whole(1, 1440)),
      ...Object.fromEntries(features.map((feature) => [feature, nullable(bool)])),
      aura: nullable(bool),
      acute_medications: nullable(list(50, medication)),
      triggers: nullable(list(50, label(mostOf.tag, 1, true))),
      menstruation: nullable(bool),
      note: optionalText(mostOf.note),
    },
    ['headache'],
  ),
  injection: thing(
    {
      injected_on: day,
      product: optionalLabel(mostOf.name),
      lot: optionalLabel(mostOf.lot),
      total_units: nullable(tenths(0, 9999)),
      sites: nullable(list(100, site)),
      clinic: optionalLabel(mostOf.name),
      note: optionalText(mostOf.note),
      objection: optionalText(mostOf.objection),
    },
    ['injected_on'],
  ),
  circumstance: thing(
    {
      kind: anyOf('preventive', 'life_event'),
      name: label(mostOf.name),
      dose: optionalLabel(mostOf.dose),
      began_on: day,
      ended_on: nullable(day),
      note: optionalText(mostOf.note),
    },
    ['kind', 'name', 'began_on'],
  ),
  treatment: thing(
    {
      headache_days_per_30: nullable(tenths(0, 30)),
      earlier_rounds: nullable(whole(0, 60)),
      interval_weeks: nullable(whole(12, 26)),
    },
    [],
  ),
};

/** What fields say against each other; only of values whose fields are sound. */
const together: Partial<Record<Kind, (values: Values, add: Add) => void>> = {
  day(values, add) {
    if (values['headache'] === false) {
      for (const field of ofAHeadache) if (values[field] != null) add(field, 'headache_free');
    }
    const ids = ((values['acute_medications'] ?? []) as Values[]).map(({ id }) => id ?? null);
    ids.forEach((id, at) => id !== null && ids.indexOf(id) < at && add(`acute_medications.${at}.id`, 'twice'));
  },
  circumstance({ began_on, ended_on }, add) {
    if (ended_on != null && (ended_on as Day) < (began_on as Day)) add('ended_on', 'ends_before');
  },
};

const begins: Partial<Record<Kind, string>> = { injection: 'injected_on', circumstance: 'began_on' };

/** Everything that a whole document may not hold, `latest` being the last day that has begun; empty when it is sound. */
export function faultsOf(kind: Kind, key: string, values: object, latest: Day): Fault[] {
  const faults: Fault[] = [];
  const add: Add = (field, code) => void faults.push({ field, code });
  if (kind === 'day') day(key, 'key', add);
  else if (kind !== 'treatment') uuid(key, 'key', add);
  shapes[kind](values, '', add);
  if (faults.length > 0) return faults;
  together[kind]?.(values as Values, add);
  const field = begins[kind];
  const began = kind === 'day' ? key : field && (values as Values)[field];
  if (typeof began === 'string' && began > latest) add(field ?? 'key', 'day_in_future');
  return faults;
}

/** What a document may not hold was going to be saved; nothing was. */
export class Unsound extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(({ field, code }) => `${field}: ${code}`).join(', '));
  }
}

/** A newer server, or what else is known of the day, may allow these: the server decides. */
const FOR_THE_SERVER = ['unknown_choice', 'unknown_field', 'missing', 'headache_free'];

/** What an edit says over a document, clean of what no text may hold. Unsound when it may not be said. */
export function sound(kind: Kind, key: string, before: object | null, set: Values): Values {
  const clean = cleaned(set);
  const all = faultsOf(kind, key, { ...before, ...clean }, latestDay(new Date()));
  const faults = all.filter((fault) => fieldOf(fault) in clean && !FOR_THE_SERVER.includes(fault.code));
  if (faults.length > 0) throw new Unsound(faults);
  return clean;
}

/** The field of a document in which a fault lies, be it further inside. */
const fieldOf = ({ field }: Pick<Fault, 'field'>): string => field.split('.')[0] ?? field;
