/**
 * What the pages show of the diary: what the phone holds, with the actions that are on their way to its disk laid over it.
 *
 * Nothing that is saved is computed from here. Each change touches the documents that it names and no others.
 */

import type { Entry } from '../rules/entry.ts';
import type { Day } from '../rules/periods.ts';
import type { Holding } from './reading.ts';
import { overlay, type Document, type Held, type Kind, type Queued, type Shown, type Values, type ValuesOf } from './documents.ts';
import type { Action, Plan } from './edits.ts';

type ShownOf = { [K in Kind]: ReadonlyMap<string, Shown<ValuesOf[K]>> };
const NO_PLAN: Pick<Plan, 'gone' | 'operation'> = { gone: [], operation: null };
const NOTHING: Held = { told: undefined, edits: [] };
const addressed = (kind: Kind, key: string): string => `${kind} ${key}`;

/** What an action would make of a document; one that cannot be done makes nothing of it, and says so where it is done. */
function foreseen(held: Held, action: Action): Held {
  const { gone, operation } = planned(held, action) ?? NO_PLAN;
  const left = held.edits.filter(({ seq }) => !gone.includes(seq));
  return { told: held.told, edits: operation ? [...left, { ...operation, seq: Number.MAX_SAFE_INTEGER }] : left };
}

function planned(held: Held, action: Action): Plan | null {
  try {
    return action.plan(held);
  } catch {
    return null;
  }
}

export class Memory {
  #days = $state.raw<ShownOf['day']>(new Map());
  #injections = $state.raw<ShownOf['injection']>(new Map());
  #treatments = $state.raw<ShownOf['treatment']>(new Map());
  #circumstances = $state.raw<ShownOf['circumstance']>(new Map());
  #entries = $state.raw<ReadonlyMap<Day, Entry>>(new Map());
  /** How many documents have edits that are on this phone only. */
  waiting = $state(0);
  /** Edits that the server refuses, until somebody looks at them. */
  refused = $state.raw<readonly Queued[]>([]);
  /** What two devices said differently and nobody has settled, on this phone either. */
  conflicts = $state.raw<readonly Document[]>([]);

  readonly #held = new Map<string, Held>();
  readonly #lookedAt = new Map<string, number>();
  #lookedAll = 0;
  #doing: (readonly Action[])[] = [];
  readonly #waitingOf = new Set<string>();
  readonly #refusedOf = new Map<string, readonly Queued[]>();
  readonly #conflictOf = new Map<string, Document>();

  get entries(): ReadonlyMap<Day, Entry> {
    return this.#entries;
  }

  /** The documents of a kind, by their key. */
  all<K extends Kind>(kind: K): ShownOf[K] {
    const kinds = {
      day: () => this.#days,
      injection: () => this.#injections,
      treatment: () => this.#treatments,
      circumstance: () => this.#circumstances,
    };
    return kinds[kind]() as ShownOf[K];
  }

  /** Show what these actions will make, before they are on the disk. */
  expect(actions: readonly Action[]): void {
    this.#doing.push(actions);
    this.#show(actions.map(({ kind, key }) => addressed(kind, key)));
  }

  /** These actions are done, and this is what the phone holds since; or they failed. */
  end(actions: readonly Action[], holding: Holding | null): void {
    this.#doing = this.#doing.filter((one) => one !== actions);
    if (holding) this.#keep(holding);
    this.#show(actions.map(({ kind, key }) => addressed(kind, key)));
  }

  /** What a look at some documents found. */
  take(holding: Holding): void {
    this.#keep(holding);
    this.#show([...holding.held.keys()]);
  }

  /** What a look at everything found. */
  takeAll({ number, held }: Holding): void {
    const gone = [...this.#held.keys()].filter((address) => !held.has(address));
    const all = new Map([...gone.map((address) => [address, NOTHING] as const), ...held]);
    this.take({ number, held: all });
    this.#lookedAll = Math.max(this.#lookedAll, number);
  }

  /** Forget all of it: another diary is going to be shown. */
  clear(): void {
    this.#doing = [];
    const all = [...this.#held.keys()];
    this.#held.clear();
    this.#show(all);
  }

  #keep({ number, held }: Holding): void {
    for (const [address, one] of held) {
      if (Math.max(this.#lookedAll, this.#lookedAt.get(address) ?? 0) > number) continue; // a later look was faster
      this.#lookedAt.set(address, number);
      this.#held.set(address, one);
    }
  }

  #show(addresses: readonly string[]): void {
    const shown = new Map<Kind, Map<string, Shown<Values>>>();
    for (const address of addresses) {
      const [kind, key] = placeOf(address);
      const held = this.#held.get(address) ?? NOTHING;
      const actions = this.#doing.flat().filter((one) => one.kind === kind && one.key === key);
      const one = overlay(key, actions.reduce(foreseen, held));
      const all = shown.get(kind) ?? new Map<string, Shown<Values>>(this.all(kind) as ReadonlyMap<string, Shown<Values>>);
      shown.set(kind, all);
      if (one) all.set(key, one);
      else all.delete(key);
    }
    this.#publish(shown);
    this.#count(addresses);
  }

  #publish(shown: ReadonlyMap<Kind, ReadonlyMap<string, Shown<Values>>>): void {
    const of = <K extends Kind>(kind: K) => shown.get(kind) as ShownOf[K] | undefined;
    const days = of('day');
    if (days) {
      this.#days = days;
      this.#entries = new Map([...days].map(([day, { values }]) => [day, values]));
    }
    this.#injections = of('injection') ?? this.#injections;
    this.#treatments = of('treatment') ?? this.#treatments;
    this.#circumstances = of('circumstance') ?? this.#circumstances;
  }

  /** What waits, is refused or differs: by what is on the disk, not by what is on its way to it. */
  #count(addresses: readonly string[]): void {
    let attention = false;
    for (const address of addresses) {
      const { told, edits } = this.#held.get(address) ?? NOTHING;
      if (edits.some(({ acknowledged }) => acknowledged === undefined)) this.#waitingOf.add(address);
      else this.#waitingOf.delete(address);
      const refused = edits.filter((edit) => edit.refused);
      attention = this.#refusedOf.delete(address) || this.#conflictOf.delete(address) || attention;
      if (refused.length > 0) this.#refusedOf.set(address, refused);
      if (told?.conflict && told.values && edits.length === 0) this.#conflictOf.set(address, told);
      attention ||= this.#refusedOf.has(address) || this.#conflictOf.has(address);
    }
    this.waiting = this.#waitingOf.size;
    if (!attention) return;
    this.refused = [...this.#refusedOf.values()].flat().sort((one, other) => one.seq - other.seq);
    const differing = [...this.#conflictOf].sort(([one], [other]) => one.localeCompare(other));
    this.conflicts = differing.map(([, document]) => document);
  }
}

function placeOf(address: string): [Kind, string] {
  const space = address.indexOf(' ');
  return [address.slice(0, space) as Kind, address.slice(space + 1)];
}
