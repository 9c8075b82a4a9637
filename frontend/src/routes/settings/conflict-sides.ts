/** What two devices said differently, as a person reads it: who said it, when, and only what differs. Pure. */

import { deviceShown } from '#lib/device-words.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Day } from '#lib/rules/periods.ts';
import type { Conflict, Source, Values } from '#lib/store/documents.ts';
import { momentInWords } from '#lib/words.ts';
import { fieldsOf, linesOf, taken, type Line } from './plain-words.ts';

/** Who said something, and when; '' = not known. */
interface Origin {
  device: string;
  when: string;
}

/** One of the answers to choose from. */
export interface Side {
  /** "shown", or the revision of what is kept beside it. */
  key: string;
  values: Values;
  origins: Origin[];
  lines: Line[];
}

/** One part on which they differ, with the answers to it; sides that say the same are one answer. */
export interface PartSides {
  part: string;
  answers: Side[];
}

/** From where it is looked at. */
export interface Here {
  device_id: string;
  today: Day;
}

const SHOWN = 'shown';

/** What is shown and what is kept beside it, with the lines in which they differ. */
export function sidesOf(values: Values, conflict: Conflict, here: Here): Side[] {
  const { parts } = conflict;
  const said = parts.map((part) => conflict.shown?.[part]).filter((source) => source !== undefined);
  const shown: Side = { key: SHOWN, values, origins: origins(said, here), lines: [] };
  const sides = joined([shown, ...rivals(conflict, here)], parts);
  return withDifferences(sides, parts);
}

/** Part by part, those parts on which somebody differs. */
export function partsOf(values: Values, conflict: Conflict, here: Here): PartSides[] {
  return conflict.parts
    .map((part) => {
      const said = conflict.shown?.[part];
      return { part, answers: sidesOf(values, { ...conflict, parts: [part], shown: said ? { [part]: said } : {} }, here) };
    })
    .filter(({ answers }) => answers.length > 1);
}

/** The document when each part is taken from the side that was chosen for it. */
export function chosen(values: Values, parts: readonly PartSides[], choices: Readonly<Record<string, string>>): Values {
  return parts.reduce((so, { part, answers }) => {
    const side = answers.find(({ key }) => key === choices[part]);
    return side ? taken(so, side.values, [part]) : so;
  }, values);
}

/** What is kept beside, the newest of each device: the steps of one device are no rivals of each other. */
function rivals({ others }: Conflict, here: Here): Side[] {
  const newest = new Map<string, Conflict['others'][number]>();
  for (const other of [...others].sort((a, b) => a.revision - b.revision)) {
    newest.set(other.device_id ?? `revision ${other.revision}`, other);
  }
  return [...newest.values()].map((other) => ({
    key: String(other.revision),
    values: other.values,
    origins: origins([other], here),
    lines: [],
  }));
}

function joined(sides: readonly Side[], parts: readonly string[]): Side[] {
  const distinct = new Map<string, Side>();
  for (const side of sides) {
    const same = JSON.stringify(parts.map((part) => fieldsOf(part, side.values)));
    const known = distinct.get(same);
    if (known?.key === SHOWN) continue; // nothing to choose: it is what is shown
    distinct.set(same, known ? { ...known, origins: [...known.origins, ...side.origins] } : side);
  }
  return [...distinct.values()];
}

function withDifferences(sides: readonly Side[], parts: readonly string[]): Side[] {
  const lines = sides.map(({ values }) => parts.flatMap((part) => linesOf(part, values)));
  const said = (label: string): string[] =>
    lines.map((side) => side.find((line) => line.label === label)?.value ?? m.attention_not_said());
  const differs = ({ label }: Line): boolean => new Set(said(label)).size > 1;
  const any = lines.some((side) => side.some(differs));
  return sides.map((side, index) => ({ ...side, lines: (lines[index] ?? []).filter((line) => !any || differs(line)) }));
}

function origins(sources: readonly Source[], here: Here): Origin[] {
  const known = sources.filter(({ device_name, made_at }) => device_name || made_at).map((source) => originOf(source, here));
  return [...new Map(known.map((origin) => [JSON.stringify(origin), origin])).values()];
}

function originOf({ device_id, device_name, made_at }: Source, { device_id: own, today }: Here): Origin {
  const name = device_name ? deviceShown(device_name) : m.attention_device_unnamed();
  const when = made_at && !Number.isNaN(Date.parse(made_at)) ? momentInWords(made_at, today) : '';
  return { device: device_id && device_id === own ? m.attention_this_device({ name }) : name, when };
}
