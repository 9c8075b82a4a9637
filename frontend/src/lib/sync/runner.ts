/** Keeps the outbox moving: when it runs, how long it waits after a fault, and that one tab alone does it. */

import { ask, NotReached, NotSignedIn, Refused } from '../api/client.ts';
import { isLeaving, leave } from '../api/signed-in.ts';
import { latestDay } from '../rules/checks.ts';
import { meta, outbox, type Phone, type Server } from '../store/database.ts';
import { deviceId, setMeta, write } from '../store/writing.ts';
import type { Place } from '../store/reading.ts';
import type { Queued } from '../store/documents.ts';
import { locked } from '../store/tabs.ts';
import { request, settle, toSend, type Answer } from './exchange.ts';
import { answerOf } from './refusals.ts';

/** How the last run ended. */
export type Reach = 'reached' | 'not-reached' | 'signed-out' | 'erased' | 'refused';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
const LONGEST_WAIT_SEEN_MS = 8_000;
const EVERY_MS = 60_000;
const STANDSTILL_MS = 60_000;
const MOST_EXCHANGES = 1_000;

const isSeen = (): boolean => document.visibilityState === 'visible';

/** Full jitter: anything between nothing and a ceiling that doubles with each fault; lower while somebody looks. */
export function waitAfter(faults: number, seen: boolean, random: () => number = Math.random): number {
  return random() * Math.min(seen ? LONGEST_WAIT_SEEN_MS : LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** faults);
}

export interface Told {
  /** An exchange has changed these documents on the phone. */
  changed(places: readonly Place[], server: Server): Promise<void>;
  /** A run ended. */
  ended(reach: Reach): void;
}

/** One runner a page; of all pages only the one that holds the lock speaks. */
export class Runner {
  #faults = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  #movedAt = 0;
  #running = false;
  #again = false;
  #stopped = false;
  #heard = false;
  #stop = (): void => undefined;
  // What the server refused is tried again once a start, and when somebody asks: it may be right by now.
  readonly #tried = new Set<string>();
  #tryAgain = false;
  #serverDay = '';

  constructor(
    private readonly phone: Phone,
    private readonly told: Told,
  ) {}

  /** Run now, and whenever there is a reason to: online again, visible again, every minute while visible. */
  start(): void {
    const wake = (): void => void this.run();
    const seen = (): void => {
      if (isSeen()) wake();
    };
    addEventListener('online', wake);
    document.addEventListener('visibilitychange', seen);
    const every = setInterval(() => {
      if (this.#running && Date.now() - this.#movedAt > STANDSTILL_MS) this.#abort.abort();
      seen();
    }, EVERY_MS);
    this.#stop = () => {
      removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', seen);
      clearInterval(every);
      clearTimeout(this.#timer);
    };
    wake();
  }

  /** Never again; what is on its way is given up. */
  stop(): void {
    this.#stopped = true;
    this.#stop();
    this.#abort.abort();
  }

  /** Send what the server refused once more with the next run, whatever the one that is under way still hears. */
  retry(): void {
    this.#tryAgain = true;
  }

  /** Send and hear until nothing is left. A call during a run is remembered, not run beside it. */
  async run(): Promise<void> {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    if (this.#tryAgain) this.#tried.clear();
    this.#tryAgain = false;
    this.#abort = new AbortController();
    clearTimeout(this.#timer);
    try {
      await locked(`${this.phone.name}-sync`, () => this.#exchangeAll());
    } finally {
      this.#running = false;
    }
    if (this.#again) {
      this.#again = false;
      void this.run();
    }
  }

  async #exchangeAll(): Promise<void> {
    try {
      if (isLeaving()) await leave();
      if (!(await meta(this.phone, 'server'))) return; // on this phone alone: nobody to speak to
      for (let exchange = 0; exchange < MOST_EXCHANGES; exchange += 1) {
        this.#movedAt = Date.now();
        if (!(await this.#exchange())) break;
      }
      this.#faults = 0;
      await setMeta(this.phone, 'synced_at', new Date().toISOString());
      this.told.ended('reached');
    } catch (fault) {
      this.#failed(fault);
    }
  }

  /**
   * One exchange; tells whether another one is due. The first one after a start or a fault only hears: a server that
   * was restored meanwhile gets what this phone holds before what was made on top of it.
   */
  async #exchange(): Promise<boolean> {
    const server = await meta(this.phone, 'server');
    if (!server) return false;
    const sent = this.#heard ? await this.#takeOut() : [];
    const said = request(await deviceId(this.phone), server, sent);
    const answer = await ask<Answer>('POST', `/diaries/${server.diary_id}/sync`, said, this.#abort.signal).catch((fault) => {
      const refused = answerOf(fault, server, sent);
      if (refused) return refused;
      throw fault;
    });
    const { places, heard } = await settle(this.phone, server, answer);
    this.#lookAtClock(answer.now);
    for (const { operation_id, status } of answer.results) {
      if (status === 'rejected' && operation_id) this.#tried.add(operation_id);
    }
    await this.told.changed(places, heard);
    this.#heard = true;
    return answer.has_more || toSend(await outbox(this.phone), this.#tried).length > 0;
  }

  /** A server whose day is another one by now may take what it refused. */
  #lookAtClock(now: string): void {
    const day = now && latestDay(new Date(now));
    if (day && day !== this.#serverDay) this.#tried.clear();
    this.#serverDay = day || this.#serverDay;
  }

  /** What is sent now. From here on the server may have it: taking it back needs an edit of its own. */
  async #takeOut(): Promise<Queued[]> {
    const transaction = write(this.phone);
    const box = transaction.objectStore('outbox');
    const chosen = toSend(await outbox(transaction), this.#tried);
    for (const { seq, ...operation } of chosen) if (!operation.sent) await box.put({ ...operation, sent: true }, seq);
    await transaction.done;
    return chosen;
  }

  #failed(fault: unknown): void {
    this.#heard = false;
    if (this.#stopped) return; // given up because the diary was closed: nobody is told, nothing is tried again
    if (fault instanceof NotSignedIn) {
      this.told.ended(fault.erased ? 'erased' : 'signed-out');
    } else if (fault instanceof Refused) {
      this.told.ended('refused');
    } else {
      this.#faults += 1;
      this.#timer = setTimeout(() => void this.run(), waitAfter(this.#faults, isSeen()));
      this.told.ended('not-reached');
      if (!(fault instanceof NotReached)) console.error(fault);
    }
  }
}
