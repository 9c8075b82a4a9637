/** Who looked, in fewer lines: looks of one reader that follow each other within a while are one. Pure. */

import type { Look } from './api/schemas.ts';

const TOGETHER_MS = 15 * 60 * 1000;

/** Looks that belong together, the last first. */
export interface Sitting {
  key: string;
  reader: Look['reader'];
  name: string | null;
  clinic: string | null;
  first: string;
  last: string;
  /** What was done, in the order in which it first was. */
  done: string[];
  refused: string[];
  /** How often it was refused. */
  tries: number;
}

/** The looks are given the last first, as the server tells them. */
export function sittings(looks: readonly Look[]): Sitting[] {
  const found: Sitting[] = [];
  for (const look of looks) {
    const before = found.at(-1);
    if (before && isSame(before, look)) add(before, look);
    else found.push(add(begun(look), look));
  }
  return found;
}

function isSame(sitting: Sitting, { reader, name, clinic, at }: Look): boolean {
  const near = Date.parse(sitting.first) - Date.parse(at) <= TOGETHER_MS;
  return near && sitting.reader === reader && sitting.name === name && sitting.clinic === clinic;
}

function begun({ look_id, reader, name, clinic, at }: Look): Sitting {
  return { key: look_id, reader, name, clinic, first: at, last: at, done: [], refused: [], tries: 0 };
}

function add(sitting: Sitting, { first_at, what, allowed, times }: Look): Sitting {
  const list = allowed ? sitting.done : sitting.refused;
  if (Date.parse(first_at) < Date.parse(sitting.first)) sitting.first = first_at;
  if (!allowed) sitting.tries += times;
  if (list.includes(what)) list.splice(list.indexOf(what), 1);
  list.unshift(what);
  return sitting;
}
