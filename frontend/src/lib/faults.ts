/** What the server refuses, in the words of the language that is shown; what is not known stays in the server's. */

import { NotReached, Refused, type FieldFault } from '#lib/api/client.ts';
import { NoPasskey } from '#lib/api/passkeys.ts';
import { m } from '#lib/paraglide/messages.js';

/** A message beside a field; `theirs` = in the server's words, which are English. */
export interface Said {
  text: string;
  theirs: boolean;
}

const SHORTEST_PASSWORD = 15;

const KNOWN: [RegExp, () => string][] = [
  [/^15 to 128 characters/, m.account_fault_password_length],
  [/easily guessed/, m.account_fault_password_guessed],
  [/^3 to 64 characters without spaces/, m.account_fault_username],
  [/should have at least 1 character/, m.account_fault_empty],
  [/stands on one line/, m.account_fault_name_line],
  [/a digit that can be seen|that can be seen is needed/, m.account_fault_name_unseen],
  [/absent on a headache-free day/, m.attention_fault_headache_free],
  [/not begun yet/, m.attention_fault_future],
  [/between 1 and 1440/, m.attention_fault_duration],
];

const OF_CODE: Record<string, () => string> = {
  account_full: m.attention_fault_account_full,
  before_1900: m.attention_fault_before_1900,
  control_characters: m.attention_fault_characters,
  day_in_future: m.attention_fault_future,
  decimals: m.attention_fault_decimals,
  ends_before: m.circumstance_ends_before,
  headache_free: m.attention_fault_headache_free,
  id_used_otherwise: m.attention_fault_id,
  missing: m.attention_fault_empty,
  not_a_day: m.attention_fault_not_a_day,
  out_of_range: m.attention_fault_range,
  refused_by_database: m.attention_fault_range,
  too_long: m.attention_fault_too_long,
  too_many: m.attention_fault_too_many,
  too_many_values: m.attention_fault_too_many_values,
  too_short: m.attention_fault_empty,
  twice: m.attention_fault_twice,
  unknown_choice: m.attention_fault_unknown,
  unknown_field: m.attention_fault_unknown,
  unknown_kind: m.attention_fault_unknown,
  unknown_zone: m.attention_fault_unknown,
  wrong_type: m.attention_fault_type,
};

/** One fault in words: what its message says exactly where that is known, else what its code says. */
export function said(message: string, code = ''): Said {
  const text = message.replace(/^Value error, /, '');
  const known = KNOWN.find(([pattern]) => pattern.test(text))?.[1] ?? (Object.hasOwn(OF_CODE, code) ? OF_CODE[code] : undefined);
  return known ? { text: known(), theirs: false } : { text, theirs: true };
}

/** Faults by the field that they belong to, the first of each. */
export function byField(faults: readonly FieldFault[]): Record<string, Said> {
  const found: Record<string, Said> = {};
  for (const { field, message, code } of faults) found[field.split('.')[0] ?? ''] ??= said(message, code);
  return found;
}

/** What is not filled in, or too short for a new account; known without the server. */
export function lacking(filled: Record<string, string>): Record<string, Said> {
  const found: Record<string, Said> = {};
  for (const [field, value] of Object.entries(filled)) {
    if (value.trim() === '') found[field] = { text: m.account_fault_empty(), theirs: false };
  }
  const isNew = 'display_name' in filled;
  if (isNew && [...(filled['password'] ?? '').normalize('NFC')].length < SHORTEST_PASSWORD) {
    found['password'] ??= { text: m.account_fault_password_length(), theirs: false };
  }
  return found;
}

const REFUSALS: Record<string, () => string> = {
  account_full: m.clinic_account_full,
  too_many_values: m.clinic_too_many_values,
  sign_in_refused: m.account_fault_sign_in,
  too_many_sign_ins: m.account_fault_too_many,
  second_factor_needed: m.clinic_code_needed,
  passkey_refused: m.passkey_refused,
  last_way_in: m.own_last_way_in,
  no_code_app: m.own_password_no_app,
  code_refused: m.clinic_code_refused,
  too_many_accounts: m.account_fault_too_many_accounts,
};

/** What went wrong with a step: beside the fields, and as a whole. */
export function toldOf(fault: unknown): { faults: Record<string, Said>; problem: string } {
  if (fault instanceof NotReached) return { faults: {}, problem: m.account_not_reached() };
  if (fault instanceof NoPasskey) return { faults: {}, problem: m.passkey_none() };
  if (!(fault instanceof Refused)) {
    console.error(fault);
    return { faults: {}, problem: m.account_failed() };
  }
  if (fault.code === 'username_taken') {
    return { faults: { username: { text: m.account_fault_taken(), theirs: false } }, problem: '' };
  }
  if (fault.faults.length > 0) return { faults: byField(fault.faults), problem: '' };
  return { faults: {}, problem: REFUSALS[fault.code]?.() ?? (fault.message || m.account_failed()) };
}
