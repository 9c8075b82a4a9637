/** The connection to the phone's database, opened again where the browser lost it, and to other tabs of the same diary. */

import type { Place } from './reading.ts';
import { findName, openPhone, type Phone } from './database.ts';
import { channelOf } from './tabs.ts';

const ANSWER_WITHIN_MS = 10_000;
const TRY_AGAIN_MS = 20_000;
const SOON_MS = 1_000;

/** What tabs of one diary tell each other: these documents, or anything at all, may have changed. */
export type Heard = 'changed' | { places: readonly Place[]; syncedAt?: string };

export interface Listener {
  /** The database is open. */
  opened(phone: Phone): Promise<void>;
  /** It is not open any more. */
  lost(): void;
  /** The browser took it away, or could not open it: it is to be opened again. */
  reopen(): void;
  /** Another tab has said something. */
  heard(heard: Heard, phone: Phone): void;
}

/** Whether a connection still answers: browsers have several names for one that does not. */
const isAlive = (phone: Phone): Promise<boolean> =>
  (async () => phone.count('meta'))().then(() => true, () => false);

/** A database that never answers (Safari has such days) is one that cannot be opened now. */
function answered(opening: Promise<Phone>): Promise<Phone> {
  return new Promise((resolve, reject) => {
    const silent = (): void => {
      reject(new Error('the database does not answer'));
      opening.then((late) => late.close(), () => undefined);
    };
    const timer = setTimeout(silent, ANSWER_WITHIN_MS);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export class Connection {
  /** The open database. */
  phone: Phone | null = null;
  #opening: Promise<void> | null = null;
  #channel: BroadcastChannel | null = null;

  constructor(private readonly listener: Listener) {}

  /** Open it, unless it is open or being opened. */
  open(): Promise<void> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  async #start(): Promise<void> {
    try {
      const name = await findName();
      const phone = await answered(openPhone(name, () => phone === this.phone && this.#taken()));
      this.phone = phone;
      this.#channel = channelOf(name);
      if (this.#channel) this.#channel.onmessage = ({ data }: MessageEvent<Heard>) => this.listener.heard(data, phone);
      await this.listener.opened(phone);
      setTimeout(() => void this.#note(phone), SOON_MS); // after the first taps
    } catch (fault) {
      this.close();
      setTimeout(() => this.listener.reopen(), TRY_AGAIN_MS);
      throw fault;
    }
  }

  // So that it is found again where its name is lost.
  async #note(phone: Phone): Promise<void> {
    if (this.phone === phone) await import('./kept-diaries.ts').then((list) => list.noteOpened(phone)).catch(() => undefined);
  }

  #taken(): void {
    this.close();
    this.listener.reopen();
  }

  /** Close it; whoever needs it next opens it again. */
  close(): void {
    this.listener.lost();
    this.#channel?.close();
    this.phone?.close();
    this.phone = this.#opening = this.#channel = null;
  }

  /** Use the database; one whose connection turns out to be lost is opened again, once. */
  async with<T>(work: (phone: Phone) => Promise<T>): Promise<T> {
    await this.open();
    const phone = this.#now();
    try {
      return await work(phone);
    } catch (fault) {
      if (!(fault instanceof DOMException) || (await isAlive(phone))) throw fault;
      if (this.phone === phone) this.close();
      await this.open();
      return await work(this.#now());
    }
  }

  #now(): Phone {
    if (!this.phone) throw new Error('the diary is not open');
    return this.phone;
  }

  /** Tell the other tabs. */
  tell(heard: Heard): void {
    this.#channel?.postMessage(heard);
  }
}
