/** The connection to the phone's database, opened again where the browser lost it, and to other tabs of the same diary. */

import type { Place } from './reading.ts';
import { findName, openPhone, type Phone } from './database.ts';

/** What tabs of one diary tell each other: these documents, or anything at all, may have changed. */
export type Heard = 'changed' | { places: readonly Place[]; syncedAt?: string };

export interface Listener {
  /** The database is open. */
  opened(phone: Phone): Promise<void>;
  /** It is not open any more. */
  lost(): void;
  /** Another tab has said something. */
  heard(heard: Heard, phone: Phone): void;
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
      const phone = await openPhone(name, () => phone === this.phone && this.close());
      this.phone = phone;
      this.#channel = new BroadcastChannel(name);
      this.#channel.onmessage = ({ data }: MessageEvent<Heard>) => this.listener.heard(data, phone);
      await this.listener.opened(phone);
    } catch (fault) {
      this.close();
      throw fault;
    }
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
    try {
      return await work(this.#now());
    } catch (fault) {
      if (!(fault instanceof DOMException) || fault.name !== 'InvalidStateError') throw fault;
      this.close();
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
