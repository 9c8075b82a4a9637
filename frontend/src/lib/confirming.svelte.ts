/** Sensitive steps: where the server asks anew who one is, a sheet asks the person, and the step goes on. */

import { NotReached, Refused } from './api/client.ts';
import { confirmByPasskey, confirmByPassword, ownAccount } from './api/own-account.ts';
import { NoPasskey } from './api/passkeys.ts';
import type { OwnAccount } from './api/schemas.ts';
import { m } from './paraglide/messages.js';

/** The person closed the sheet: nothing was done. */
export class TurnedBack extends Error {}

interface Waiting {
  resolve: () => void;
  reject: (fault: Error) => void;
}

class Confirming {
  /** How this account can be proved; null while nothing is asked. */
  account = $state.raw<OwnAccount | null>(null);
  busy = $state(false);
  problem = $state('');
  #waiting: Waiting | null = null;

  /** Do a step; once more after the person proved who they are, where that is asked for. TurnedBack. */
  async doing<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.code !== 'confirm_needed') throw fault;
    }
    this.account = await ownAccount();
    this.problem = '';
    await new Promise<void>((resolve, reject) => (this.#waiting = { resolve, reject }));
    return step();
  }

  byPassword = (password: string, code: string): Promise<void> => this.#prove(() => confirmByPassword(password, code));

  byPasskey = (): Promise<void> => this.#prove(confirmByPasskey);

  /** Close the sheet. */
  turnBack = (): void => {
    const waiting = this.#end();
    waiting?.reject(new TurnedBack());
  };

  async #prove(proof: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = '';
    try {
      await proof();
      this.#end()?.resolve();
    } catch (fault) {
      this.problem = fault instanceof NotReached ? m.account_not_reached() : wrong(fault);
    } finally {
      this.busy = false;
    }
  }

  #end(): Waiting | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.account = null;
    return waiting;
  }
}

const wrong = (fault: unknown): string => (fault instanceof NoPasskey ? m.passkey_none() : m.confirm_wrong());

export const confirming = new Confirming();
