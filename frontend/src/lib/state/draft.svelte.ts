/** What is typed into a form and saved nowhere yet: kept at every letter, together with what the form began from. */

import type { Ground } from '../store/edits.ts';
import { holdInput } from '../worker/unsaved.ts';

/** Where drafts are kept: the diary's own database, or a clinician's memory. '' = none. */
export interface DraftStore {
  draft(key: string): Promise<string>;
  keepDraft(key: string, text: string): Promise<void>;
}

/** How a form begins when nothing was typed into it before. */
export interface Beginning<F, V> {
  ground: Ground<V>;
  fields: F;
}

interface DraftRecord<F, V> extends Beginning<F, V> {
  /** The key of the document, when it is a new one: saved twice it is still one. */
  id: string;
  start: F;
}

export class Draft<F extends object, V extends object = object> {
  readonly id: string;
  /** What stands in the form. */
  fields = $state() as F;
  /** It was typed on an earlier visit. */
  readonly isRestored: boolean;
  #start = $state.raw() as F;
  #ground: Ground<V>;
  #text: string;
  #isOver = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly key: string,
    readonly store: DraftStore,
    record: DraftRecord<F, V>,
    text: string,
  ) {
    this.id = record.id;
    this.isRestored = text !== '';
    this.#ground = record.ground;
    this.#start = record.start;
    this.fields = record.fields;
    this.#text = text;
  }

  /** The document that the form began from. */
  get ground(): Ground<V> {
    return this.#ground;
  }

  get isChanged(): boolean {
    return !isSame(this.fields, this.#start);
  }

  /** Called while the form is set up: every change is kept, and no update reloads the page under somebody who types. */
  attach(): void {
    $effect(() => void this.keep().catch(() => undefined));
    $effect(() => (this.isChanged ? holdInput() : undefined));
  }

  /** Keep what stands in the form; nothing is kept of a form that nobody has changed. */
  async keep(): Promise<void> {
    const { id, isChanged } = this;
    const record: DraftRecord<F, V> = { id, ground: this.#ground, start: this.#start, fields: this.fields };
    const text = isChanged ? JSON.stringify(record) : '';
    if (this.#isOver || text === this.#text) return;
    this.#text = text;
    await this.store.keepDraft(this.key, text);
  }

  /** The document to be saved: what the form began from, changed only where the person changed the form. */
  merged(valuesOf: (fields: F) => V): V {
    const [before, after] = [valuesOf(this.#start), valuesOf(this.fields)];
    if (this.#ground.values === null) return after;
    const changes = Object.entries(after).filter(([name, value]) => !isSame(value, before[name as keyof V]));
    return { ...this.#ground.values, ...Object.fromEntries(changes) };
  }

  /** The form goes on from another document; what stands in it is taken as unchanged. */
  async restart(ground: Ground<V>, fields?: F): Promise<void> {
    if (fields) this.fields = fields;
    this.#ground = ground;
    this.#start = $state.snapshot(this.fields) as F;
    await this.keep();
  }

  /** The form goes on from a later document: what is typed stays, the other fields show what is there now. */
  async rebase(ground: Ground<V>, start: F): Promise<void> {
    for (const name of Object.keys(start) as (keyof F)[]) {
      if (isSame(this.fields[name], this.#start[name])) this.fields[name] = start[name];
    }
    this.#ground = ground;
    this.#start = start;
    await this.keep();
  }

  /** Saves of one form follow each other: leaving a field and Done may come at once. */
  next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** It is saved, or thrown away. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.store.keepDraft(this.key, '');
  }
}

/** A form's draft: as it was left, or a new one. */
export async function openDraft<F extends object, V extends object>(
  store: DraftStore,
  key: string,
  beginning: Beginning<F, V>,
): Promise<Draft<F, V>> {
  return (await restoreDraft(store, key, beginning)) ?? newDraft(store, key, beginning);
}

/** A form's draft as it was left; null when nothing was typed. */
export async function restoreDraft<F extends object, V extends object>(
  store: DraftStore,
  key: string,
  beginning: Beginning<F, V>,
): Promise<Draft<F, V> | null> {
  const text = await store.draft(key).catch(() => '');
  const record = recordOf<F, V>(text);
  if (!record) return null;
  // A field that a later release added begins empty.
  const [start, fields] = [{ ...beginning.fields, ...record.start }, { ...beginning.fields, ...record.fields }];
  return new Draft(key, store, { ...record, start, fields }, text);
}

function newDraft<F extends object, V extends object>(
  store: DraftStore,
  key: string,
  { ground, fields }: Beginning<F, V>,
): Draft<F, V> {
  const start = JSON.parse(JSON.stringify(fields)) as F;
  return new Draft(key, store, { id: crypto.randomUUID(), ground, start, fields }, '');
}

function recordOf<F, V>(text: string): DraftRecord<F, V> | null {
  try {
    const record = JSON.parse(text) as Partial<DraftRecord<F, V>> | null;
    return record?.id && record.ground && record.start && record.fields ? (record as DraftRecord<F, V>) : null;
  } catch {
    return null;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
