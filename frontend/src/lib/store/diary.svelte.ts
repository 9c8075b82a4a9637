/** The diary as every page sees it: what the server told, with this phone's own edits laid over it, at once. */

import type { Session } from '../api/client.ts';
import { isLeaving } from '../api/signed-in.ts';
import type { Entry } from '../rules/entry.ts';
import { clock } from '../clock.svelte.ts';
import { Loaded } from '../loaded.ts';
import type { Day } from '../rules/periods.ts';
import type { Reach, Runner } from '../sync/runner.ts';
import { read, readAll, type Everything, type Place } from './reading.ts';
import { Connection, type Heard } from './connection.ts';
import { draft, keepDraft, onOtherName, type KeptReport, type Phone, type Server } from './database.ts';
import { nothingSaid, type Document, type Injection, type Kind, type Queued, type Shown } from './documents.ts';
import type { Treatment, Values, ValuesOf } from './documents.ts';
import type { Action, Ground } from './edits.ts';
import type { SaidHere } from './other-edits.ts';
import { Memory } from './memory.svelte.ts';
import { isStorageKept } from './tabs.ts';

/** What a save left, enough to take it back; without an id when there was nothing to change. */
export interface Receipt {
  kind: Kind;
  key: string;
  operation_id: string;
  /** What was shown before; null when there was nothing. */
  before: Values | null;
}

/** What is changed of one document; `by` gets null where there is nothing, and answers null to leave it. */
export interface Wanted<K extends Kind> {
  kind: K;
  key: string;
  by: (values: ValuesOf[K] | null) => ValuesOf[K] | null;
}

const acting = new Loaded(() => import('./acting.ts'));
const first = ([receipt]: readonly Receipt[]): Receipt => receipt!;

export class Diary {
  /** Whether the phone's database has been read. */
  ready = $state(false);
  /** The database cannot be used (private window, no room): what is tapped would not be kept. */
  broken = $state(false);
  /** Which diary on the server this is; null while it lives on this phone alone. */
  server = $state.raw<Server | null>(null);
  /** How the last exchange with the server ended; null before the first. */
  reach = $state<Reach | null>(null);
  /** When everything was last exchanged. */
  syncedAt = $state<string | null>(null);
  /** Whether the browser promised not to clear this diary when room gets short; null = not asked yet. */
  persisted = $state<boolean | null>(null);
  /** The last report of the server, kept for offline. */
  report = $state.raw<KeptReport | null>(null);

  readonly #memory = new Memory();
  readonly #said: SaidHere[] = [];
  #runner: Runner | null = null;
  #stops: (() => void)[] = [];
  readonly #connection = new Connection({
    opened: (phone) => this.#opened(phone),
    lost: () => this.#stopRunner(),
    reopen: () => void this.open().catch(() => undefined),
    heard: (heard, phone) => void this.#heard(heard, phone),
  });

  readonly injections: readonly Shown<Injection>[] = $derived(
    this.all('injection').sort(({ values: one }, { values: other }) => one.injected_on.localeCompare(other.injected_on)),
  );
  readonly treatment: Treatment = $derived(this.all('treatment')[0]?.values ?? nothingSaid); // there is one in a diary

  /** Today by this phone's calendar, as the page shows it. */
  get today(): Day {
    return clock.today;
  }
  get days(): ReadonlyMap<Day, Shown<Entry>> {
    return this.#memory.all('day');
  }
  get entries(): ReadonlyMap<Day, Entry> {
    return this.#memory.entries;
  }
  /** How many documents have edits that are on this phone only. */
  get waiting(): number {
    return this.#memory.waiting;
  }
  /** Edits that the server refuses, until somebody looks at them. */
  get refused(): readonly Queued[] {
    return this.#memory.refused;
  }
  /** What two devices said differently, until somebody picks. */
  get conflicts(): readonly Document[] {
    return this.#memory.conflicts;
  }

  /** Open the phone's database and begin to sync. Safe to call on every page, also while it is being opened. */
  async open(): Promise<void> {
    try {
      await this.#connection.open();
    } catch (fault) {
      this.broken = true;
      throw fault;
    }
  }

  async #opened(phone: Phone): Promise<void> {
    this.#takeAll(await readAll(phone));
    this.ready = true;
    this.broken = false;
    if (this.#stops.length === 0) this.#watch();
    setTimeout(() => void acting.load().catch(() => undefined), 1000); // unless a tap asks for it before
    void this.#startRunner();
    void isStorageKept().then((kept) => (this.persisted = kept));
  }

  #watch(): void {
    const look = (): void => {
      void this.open().then(() => this.#startRunner(), () => undefined); // the browser may have lost it meanwhile
    };
    const every = setInterval(look, 20_000);
    document.addEventListener('visibilitychange', look);
    const other = onOtherName(() => this.#connection.phone?.name, () => location.reload()); // what was typed is kept as its draft
    this.#stops.push(other, () => clearInterval(every), () => document.removeEventListener('visibilitychange', look));
  }

  // What speaks to the server is loaded after the diary, and only where there is somebody to speak to.
  async #startRunner(): Promise<void> {
    if (this.#runner || (!this.server && !isLeaving())) return;
    const sync = await import('../sync/runner.ts').catch(() => null);
    const { phone } = this.#connection;
    if (!sync || this.#runner || !phone) return; // without a network and not kept yet: the clock tries again
    this.#runner = new sync.Runner(phone, { changed: this.#changed, ended: this.#ended });
    this.#runner.start();
  }

  #stopRunner(): void {
    this.#runner?.stop();
    this.#runner = null;
  }

  /** Stop and close: another diary is going to be used. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#connection.close();
    this.ready = false;
    this.#memory.clear();
    this.#said.length = 0;
    this.server = this.reach = this.report = this.syncedAt = null;
  }

  /** Change what is shown of a document. Resolves when it is on the phone's disk and was read back; throws when it is not. */
  async change<K extends Kind>(kind: K, key: string, by: Wanted<K>['by']): Promise<Receipt> {
    return first(await this.changeAll([{ kind, key, by }]));
  }

  /** Change several documents: all of them or none. */
  changeAll<K extends Kind>(wanted: readonly Wanted<K>[]): Promise<Receipt[]> {
    return this.#act(({ changing }) => wanted.map(({ kind, key, by }) => changing(kind, key, by)));
  }

  /** Save a form: only the fields that differ from `on`, what it began from, are said; on what is shown now without it. */
  async save<K extends Kind>(kind: K, key: string, values: ValuesOf[K], on?: Ground<ValuesOf[K]>): Promise<Receipt> {
    if (!on) return this.change(kind, key, () => values);
    return first(await this.#act(({ saving }) => [saving(kind, key, values, on)]));
  }

  /** Make a day unlogged again, or take a session back; it stays in the history and can be brought back. */
  async remove(kind: Kind, key: string): Promise<Receipt> {
    return first(await this.#act(({ removing }) => [removing(kind, key)]));
  }

  /** Take saves back, with what was said on top of them, whether or not they have reached the server by now. */
  async undo(...receipts: readonly Receipt[]): Promise<void> {
    await this.#act(({ undoingAll }) => undoingAll(receipts, this.#said));
  }

  /** Let the person's choice end a conflict: the values picked are said once more, on what is shown now. */
  async pick(kind: Kind, key: string, values: Values): Promise<Receipt> {
    return first(await this.#act(({ picking }) => [picking(kind, key, values)]));
  }

  /** Text that was typed and is saved nowhere yet; '' = none. */
  draft = (key: string): Promise<string> => this.#connection.with((phone) => draft(phone, key));

  /** Keep typed text until it is saved; '' forgets it. */
  keepDraft = (key: string, text: string): Promise<void> =>
    this.#connection.with((phone) => keepDraft(phone, key, text));

  /** Send and hear now. */
  async sync(): Promise<void> {
    await this.#startRunner();
    await this.#runner?.run();
  }

  /** Send what the server refused once more, and hear: it may be right by now. */
  async sendAgain(): Promise<void> {
    await this.#startRunner();
    this.#runner?.retry();
    await this.#runner?.run();
  }

  /** Belong to the diary of this person from now on; what is on the phone is sent there. */
  async belongTo(session: Pick<Session, 'account_id' | 'diary_id'>): Promise<void> {
    const { belonging } = await import('../sync/belonging.ts');
    const server = await this.#connection.with((phone) => belonging(phone, session));
    this.server ??= server;
    this.#connection.tell('changed');
    await this.sync();
  }

  /** Fetch the report as of now and keep it for offline. NotReached, NotSignedIn. */
  async fetchReport(): Promise<void> {
    const { server } = this;
    if (!server) return;
    const { fetchedReport } = await import('../sync/belonging.ts');
    this.report = await this.#connection.with((phone) => fetchedReport(phone, server));
  }

  /** Ask the browser to keep this diary when room gets short. */
  async askToPersist(): Promise<void> {
    this.persisted = await isStorageKept(true);
  }

  /** All documents of a kind as the person sees them. */
  all<K extends Kind>(kind: K): Shown<ValuesOf[K]>[] {
    return [...this.#memory.all(kind).values()];
  }

  /** One action of the person: shown at once, in one transaction on the disk, told to other tabs and to the server. */
  async #act(said: (edits: NonNullable<typeof acting.loaded>) => Action[]): Promise<Receipt[]> {
    const actions = said(acting.loaded ?? (await acting.load()));
    if (actions.length === 0) return [];
    this.#memory.expect(actions);
    const { done, holding } = await this.#acted(actions);
    this.#memory.end(actions, holding);
    if (done.some(({ changed }) => changed)) {
      this.#connection.tell({ places: actions.map(({ kind, key }) => ({ kind, key })) });
      void this.sync();
    }
    return actions.map(({ kind, key }, index) => {
      const { operation, before } = done[index]!;
      const operation_id = operation?.operation_id ?? '';
      if (operation) this.#said.push({ kind, key, operation_id, fields: Object.keys(operation.set) });
      return { kind, key, operation_id, before };
    });
  }

  async #acted(actions: readonly Action[]) {
    try {
      await this.open();
      return await this.#connection.with(async (phone) => {
        const { done, holding } = await acting.loaded!.act(phone, actions);
        return { done, holding: phone === this.#connection.phone ? holding : null };
      });
    } catch (fault) {
      this.#memory.end(actions, null);
      throw fault;
    }
  }

  #ended = (reach: Reach): void => {
    this.reach = reach;
    if (reach !== 'reached') return;
    this.syncedAt = new Date().toISOString();
    this.#connection.tell({ places: [], syncedAt: this.syncedAt });
  };

  /** The exchange has changed these documents. */
  #changed = async (places: readonly Place[], server: Server): Promise<void> => {
    this.server = server;
    await this.#look(places);
    this.#connection.tell({ places });
  };

  async #heard(heard: Heard, phone: Phone): Promise<void> {
    if (typeof heard !== 'string') {
      this.syncedAt = heard.syncedAt ?? this.syncedAt;
      return this.#look(heard.places);
    }
    const all = await readAll(phone);
    if (phone === this.#connection.phone) this.#takeAll(all);
  }

  /** Look again at these documents on the phone. */
  async #look(places: readonly Place[]): Promise<void> {
    const { phone } = this.#connection;
    if (!phone || places.length === 0) return;
    const holding = await read(phone, places);
    if (phone === this.#connection.phone) this.#memory.take(holding); // else another diary is open by now
  }

  #takeAll(all: Everything): void {
    this.#memory.takeAll(all);
    this.server = all.server;
    this.syncedAt = all.syncedAt;
    this.report = all.report;
  }
}

/** The one diary of this page. */
export const diary = new Diary();
