/** The diary as every page sees it: what the server told, with this phone's own edits laid over it, at once. */

import type { Session } from '../api/client.ts';
import { isLeaving } from '../api/signed-in.ts';
import type { Entry } from '../rules/entry.ts';
import { clock } from '../clock.svelte.ts';
import type { Day } from '../rules/periods.ts';
import type { Reach, Runner } from '../sync/runner.ts';
import {
  currentName,
  documents,
  draft,
  findName,
  keepDraft,
  meta,
  onOtherName,
  openPhone,
  outbox,
  queue,
  setMeta,
  takeBack,
  unqueue,
  type KeptReport,
  type Phone,
  type Server,
} from './database.ts';
import {
  difference,
  disagreed,
  nothingSaid,
  overlay,
  shownAll,
  type Document,
  type Injection,
  type Kind,
  type Operation,
  type Queued,
  type Shown,
  type Treatment,
  type Values,
  type ValuesOf,
} from './documents.ts';
import { channelOf, isStorageKept } from './tabs.ts';

/** What a save left, enough to take it back; without an id when there was nothing to change. */
export interface Receipt {
  kind: Kind;
  key: string;
  operation_id: string;
  /** What was shown before; null when there was nothing. */
  before: Values | null;
}

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

  #told = $state.raw<ReadonlyMap<string, Document>>(new Map());
  #queued = $state.raw<Queued[]>([]);
  #phone: Phone | null = null;
  #opening: Promise<void> | null = null;
  #runner: Runner | null = null;
  #stops: (() => void)[] = [];
  #channel: BroadcastChannel | null = null;

  readonly days: ReadonlyMap<Day, Shown<Entry>> = $derived(shownAll<Entry>('day', this.#told, this.#queued));
  readonly entries: ReadonlyMap<Day, Entry> = $derived(
    new Map([...this.days].map(([day, shown]) => [day, shown.values])),
  );
  readonly injections: readonly Shown<Injection>[] = $derived(
    this.all('injection').sort((one, other) =>
      one.values.injected_on.localeCompare(other.values.injected_on),
    ),
  );
  readonly treatment: Treatment = $derived(
    this.all('treatment')[0]?.values ?? nothingSaid, // there is one in a diary
  );
  /** How many documents have edits that are on this phone only. */
  readonly waiting: number = $derived(new Set(this.#queued.map(({ kind, key }) => `${kind} ${key}`)).size);
  /** Edits that the server refuses, until somebody looks at them. */
  readonly refused: readonly Queued[] = $derived(this.#queued.filter((edit) => edit.refused));
  /** What two devices said differently, until somebody picks. */
  readonly conflicts: readonly Document[] = $derived(disagreed(this.#told, this.#queued));

  /** Today by this phone's calendar; follows midnight and a change of zone while the page is open. */
  get today(): Day {
    return clock.today;
  }

  /** Open the phone's database and begin to sync. Safe to call on every page, also while it is being opened. */
  open(): Promise<void> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  async #start(): Promise<void> {
    try {
      const name = await findName();
      this.#phone = await openPhone(name);
      this.#channel = channelOf(name);
      await this.#read();
    } catch (fault) {
      this.broken = true;
      this.#opening = null;
      throw fault;
    }
    this.ready = true;
    this.broken = false;
    if (this.#channel) this.#channel.onmessage = () => void this.#read();
    this.#stops.push(onOtherName(() => location.reload())); // what was typed is kept as a draft of its own diary
    const look = (): void => void this.#startRunner();
    const every = setInterval(look, 20_000);
    document.addEventListener('visibilitychange', look);
    this.#stops.push(() => clearInterval(every), () => document.removeEventListener('visibilitychange', look));
    void this.#startRunner();
    void this.#noteOpened(currentName());
    this.persisted = await isStorageKept();
  }

  // So that it is found again where its name is lost.
  async #noteOpened(name: string): Promise<void> {
    await new Promise((soon) => setTimeout(soon, 1000)); // after the first taps
    const diary_id = this.server?.diary_id ?? null;
    const list = await import('./kept-diaries.ts').catch(() => null);
    await list?.note({ name, diary_id, opened_at: new Date().toISOString() }).catch(() => undefined);
  }

  // What speaks to the server is loaded after the diary, and only where there is somebody to speak to.
  async #startRunner(): Promise<void> {
    if (this.#runner || (!this.server && !isLeaving())) return;
    const sync = await import('../sync/runner.ts').catch(() => null);
    if (!sync || this.#runner || !this.#phone) return; // without a network and not kept yet: the clock tries again
    this.#runner = new sync.Runner(this.#phone, { changed: () => this.#changed(), ended: this.#ended });
    this.#stops.push(this.#runner.start());
  }

  /** Stop and close: another diary is going to be used. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#channel?.close();
    this.#phone?.close();
    this.#phone = this.#opening = this.#runner = null;
    this.ready = false;
    this.#told = new Map();
    this.#queued = [];
    this.server = this.reach = this.report = null;
  }

  /** Say how a day was. Resolves when it is on the phone's disk and was read back; throws when it is not. */
  saveDay(day: Day, entry: Entry): Promise<Receipt> {
    return this.save('day', day, entry);
  }

  /** Make a day unlogged again, or take a session back; it stays in the history and can be brought back. */
  async remove(kind: Kind, key: string): Promise<Receipt> {
    return this.#queue(kind, key, { set: {}, delete: true });
  }

  /** Take a save back, with what was said on top of it, whether or not it has reached the server by now. */
  async undo(receipt: Receipt): Promise<void> {
    if (receipt.operation_id === '') return;
    if (await takeBack(this.#open(), receipt.operation_id)) {
      await this.#edited();
    } else if (receipt.before === null) {
      await this.#queue(receipt.kind, receipt.key, { set: {}, delete: true });
    } else {
      await this.save(receipt.kind, receipt.key, receipt.before as ValuesOf[Kind]);
    }
  }

  /** Let the person's choice end a conflict: the values picked are said once more, on what is shown now. */
  async pick(kind: Kind, key: string, values: Values): Promise<Receipt> {
    return this.#queue(kind, key, { set: { ...values }, delete: false });
  }

  /** Text that was typed and is saved nowhere yet; '' = none. */
  draft = (key: string): Promise<string> => draft(this.#open(), key);

  /** Keep typed text until it is saved; '' forgets it. */
  keepDraft = (key: string, text: string): Promise<void> => keepDraft(this.#open(), key, text);

  /** Send and hear now. */
  async sync(): Promise<void> {
    await this.#startRunner();
    await this.#runner?.run();
  }

  /** Belong to the diary of this person from now on; what is on the phone is sent there. */
  async belongTo(session: Pick<Session, 'account_id' | 'diary_id'>): Promise<void> {
    const known = this.server;
    if (session.diary_id === null || (known && known.diary_id !== session.diary_id)) {
      throw new Error('this phone holds the diary of somebody else');
    }
    if (!known) {
      const { account_id, diary_id } = session;
      await setMeta(this.#open(), 'server', { account_id, diary_id, epoch: null, cursor: 0 });
      await this.#changed();
    }
    await this.sync();
  }

  /** Fetch the report as of now and keep it for offline. NotReached, NotSignedIn. */
  async fetchReport(): Promise<void> {
    if (!this.server) return;
    const { ask } = await import('../api/client.ts');
    const treatment_report = await ask<KeptReport['treatment_report']>('GET', `/diaries/${this.server.diary_id}/treatment-report`);
    const kept = { fetched_at: new Date().toISOString(), treatment_report };
    await setMeta(this.#open(), 'report', kept);
    this.report = kept;
  }

  /** Ask the browser to keep this diary when room gets short. */
  async askToPersist(): Promise<void> {
    this.persisted = await isStorageKept(true);
  }

  /** All documents of a kind as the person sees them. */
  all<K extends Kind>(kind: K): Shown<ValuesOf[K]>[] {
    return [...shownAll<ValuesOf[K]>(kind, this.#told, this.#queued).values()];
  }

  /** Say a document of a kind, or correct it; as with a day. */
  async save<K extends Kind>(kind: K, key: string, values: ValuesOf[K]): Promise<Receipt> {
    const before = this.#shownOne(kind, key)?.values ?? null;
    const set = difference(before, values as Values);
    if (Object.keys(set).length === 0) return { kind, key, operation_id: '', before };
    return this.#queue(kind, key, { set: JSON.parse(JSON.stringify(set)) as Partial<Values>, delete: false });
  }

  async #queue(kind: Kind, key: string, said: Pick<Operation, 'set' | 'delete'>): Promise<Receipt> {
    const phone = this.#open();
    const before = this.#shownOne(kind, key)?.values ?? null;
    const operation_id = crypto.randomUUID();
    const refused = this.refused.filter((edit) => edit.kind === kind && edit.key === key);
    await queue(phone, {
      operation_id,
      kind,
      key,
      base_revision: this.#told.get(`${kind} ${key}`)?.revision ?? null,
      set: Object.assign({}, ...refused.map((edit) => edit.set), said.set) as Record<string, unknown>,
      delete: said.delete,
      made_at: new Date().toISOString(),
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    for (const edit of refused) await unqueue(phone, edit.seq); // said again, with the correction
    await this.#edited();
    void this.sync();
    return { kind, key, operation_id, before };
  }

  #shownOne(kind: Kind, key: string): Shown<Values> | null {
    const pending = this.#queued.filter((edit) => edit.kind === kind && edit.key === key);
    return overlay(key, this.#told.get(`${kind} ${key}`), pending);
  }

  #open(): Phone {
    if (!this.#phone) throw new Error('the diary is not open');
    return this.#phone;
  }

  #ended = (reach: Reach): void => {
    this.reach = reach;
    if (reach === 'reached') this.syncedAt = new Date().toISOString();
  };

  /** The outbox alone has changed. */
  async #edited(): Promise<void> {
    this.#queued = await outbox(this.#open());
    this.#channel?.postMessage('changed');
  }

  async #changed(): Promise<void> {
    await this.#read();
    this.#channel?.postMessage('changed');
  }

  async #read(): Promise<void> {
    const phone = this.#open();
    const [told, queued, server, syncedAt, report] = await Promise.all([
      documents(phone),
      outbox(phone),
      meta(phone, 'server'),
      meta(phone, 'synced_at'),
      meta(phone, 'report'),
    ]);
    this.#told = new Map(told.map((document) => [`${document.kind} ${document.key}`, document]));
    this.#queued = queued;
    this.server = server ?? null;
    this.syncedAt = syncedAt ?? null;
    this.report = report ?? null;
  }
}

/** The one diary of this page. */
export const diary = new Diary();
