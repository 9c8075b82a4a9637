/** Keeps the outbox moving: when it runs, how long it waits after a fault, and that one tab alone does it. */

import { ask, NotReached, NotSignedIn, Refused } from '../api/client.ts';
import { isLeaving, leave } from '../api/signed-in.ts';
import { deviceId, meta, outbox, setMeta, write, type Phone, type Server } from '../store/database.ts';
import type { Queued } from '../store/documents.ts';
import { locked } from '../store/tabs.ts';
import { request, sendAllAgain, settle, toSend, type Answer } from './exchange.ts';

/** How the last run ended. */
export type Reach = 'reached' | 'not-reached' | 'signed-out' | 'refused';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
const EVERY_MS = 60_000;
const STANDSTILL_MS = 60_000;
const MOST_EXCHANGES = 1_000;

/** Full jitter: anything between nothing and a ceiling that doubles with each fault. */
export function waitAfter(faults: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** faults);
}

export interface Told {
  /** The phone's database has changed. */
  changed(): Promise<void>;
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

  constructor(
    private readonly phone: Phone,
    private readonly told: Told,
  ) {}

  /** Run now, and whenever there is a reason to: online again, visible again, every minute while visible. */
  start(): () => void {
    const wake = (): void => void this.run();
    const seen = (): void => {
      if (document.visibilityState === 'visible') wake();
    };
    addEventListener('online', wake);
    document.addEventListener('visibilitychange', seen);
    const every = setInterval(() => {
      if (this.#running && Date.now() - this.#movedAt > STANDSTILL_MS) this.#abort.abort();
      seen();
    }, EVERY_MS);
    wake();
    return () => {
      this.#stopped = true;
      removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', seen);
      clearInterval(every);
      clearTimeout(this.#timer);
      this.#abort.abort();
    };
  }

  /** Send and hear until nothing is left. A call during a run is remembered, not run beside it. */
  async run(): Promise<void> {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
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
    const sent = this.#heard ? await this.#markSent(toSend(await outbox(this.phone))) : [];
    const said = request(await deviceId(this.phone), server, sent);
    const path = `/diaries/${server.diary_id}/sync`;
    const answer = await ask<Answer>('POST', path, said, this.#abort.signal);
    await this.#settle(server, answer);
    this.#heard = true;
    return answer.has_more || toSend(await outbox(this.phone)).length > 0;
  }

  async #settle(server: Server, answer: Answer): Promise<void> {
    const restored = server.epoch !== null && server.epoch !== answer.epoch;
    if (restored) {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      await sendAllAgain(this.phone, answer.epoch, new Date().toISOString(), zone);
    }
    // What a restored server refuses may rest on what it does not know yet: it is sent again behind that.
    const results = answer.results.filter(({ status }) => !restored || status !== 'rejected');
    await settle(this.phone, server, { ...answer, results });
    await this.told.changed();
  }

  /** From here on the server may have it: taking it back needs an edit of its own. */
  async #markSent(operations: readonly Queued[]): Promise<Queued[]> {
    if (operations.length === 0) return [];
    const transaction = write(this.phone);
    const box = transaction.objectStore('outbox');
    const still: Queued[] = [];
    for (const { seq } of operations) {
      const operation = await box.get(seq);
      if (!operation) continue; // taken back in the meantime
      if (!operation.sent) await box.put({ ...operation, sent: true }, seq);
      still.push({ ...operation, sent: true, seq });
    }
    await transaction.done;
    return still;
  }

  #failed(fault: unknown): void {
    this.#heard = false;
    if (this.#stopped) return; // given up because the diary was closed: nobody is told, nothing is tried again
    if (fault instanceof NotSignedIn) {
      this.told.ended('signed-out');
    } else if (fault instanceof Refused) {
      this.told.ended('refused');
    } else {
      this.#faults += 1;
      this.#timer = setTimeout(() => void this.run(), waitAfter(this.#faults));
      this.told.ended('not-reached');
      if (!(fault instanceof NotReached)) console.error(fault);
    }
  }
}
