/** The own account as its pages show and change it: names, passkeys, password, recovery codes. */

import { NotSignedIn } from './api/client.ts';
import {
  addPasskey,
  newRecoveryCodes,
  ownAccount,
  passkeys,
  removePasskey,
  setPassword,
  setProfile,
} from './api/own-account.ts';
import { NoPasskey } from './api/passkeys.ts';
import type { OwnAccount, Passkey } from './api/schemas.ts';
import { confirming, TurnedBack } from './confirming.svelte.ts';
import { deviceName } from './device-name.ts';
import { lacking, toldOf, type Said } from './faults.ts';
import { m } from './paraglide/messages.js';

/** Which part of the page an answer belongs to. */
type Part = 'names' | 'passkeys' | 'password' | 'codes' | 'everything' | 'erase';

type Names = Pick<OwnAccount, 'display_name' | 'time_zone'>;

class Own {
  account = $state.raw<OwnAccount | null>(null);
  passkeys = $state.raw<Passkey[]>([]);
  codes = $state.raw<readonly string[]>([]);
  signedOut = $state(false);
  busy = $state(false);
  /** The part that was used last, what has just happened there, and what went wrong. */
  part = $state<Part>('names');
  notice = $state('');
  problem = $state('');
  faults = $state.raw<Record<string, Said>>({});

  async load(): Promise<void> {
    await this.doing('names', () => this.#read(), '');
  }

  said(part: Part): { notice: string; problem: string; faults: Record<string, Said> } {
    const here = part === this.part;
    return { notice: here ? this.notice : '', problem: here ? this.problem : '', faults: here ? this.faults : {} };
  }

  /** Save the names that differ from what the form began from; another device may have changed the others. */
  saveNames = (names: Names, before: Names): Promise<boolean> =>
    this.doing(
      'names',
      async () => {
        const { display_name, time_zone } = await ownAccount();
        this.account = await setProfile({
          display_name: names.display_name === before.display_name ? display_name : names.display_name,
          time_zone: names.time_zone === before.time_zone ? time_zone : names.time_zone,
        });
      },
      m.own_saved(),
    );

  addPasskey = (): Promise<void> =>
    this.#changing('passkeys', () => addPasskey(deviceName()), m.own_passkey_added());

  removePasskey = (id: string): Promise<void> =>
    this.#changing('passkeys', () => removePasskey(id), m.own_passkey_removed());

  changePassword = (password: string): Promise<void> => {
    const faults = lacking({ password, display_name: '-' });
    if (!faults['password']) return this.#changing('password', () => setPassword(password), m.own_password_changed());
    this.part = 'password';
    this.notice = this.problem = '';
    this.faults = faults;
    return Promise.resolve();
  };

  newCodes = (): Promise<void> =>
    this.#changing('codes', async () => void (this.codes = (await newRecoveryCodes()).recovery_codes), '');

  codesKept = (): void => {
    this.codes = [];
    this.notice = m.own_codes_made();
  };

  /** Do something for one part of the page, and say there what came of it. */
  async doing(part: Part, work: () => Promise<void>, said: string): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.part = part;
    this.notice = this.problem = '';
    this.faults = {};
    try {
      await work();
      this.notice = said;
      return true;
    } catch (fault) {
      this.#tell(fault);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #changing(part: Part, work: () => Promise<void>, said: string): Promise<void> {
    await this.doing(
      part,
      async () => {
        await confirming.doing(work);
        await this.#read();
      },
      said,
    );
  }

  async #read(): Promise<void> {
    [this.account, this.passkeys] = await Promise.all([ownAccount(), passkeys()]);
    this.signedOut = false;
  }

  #tell(fault: unknown): void {
    if (fault instanceof TurnedBack) return;
    if (fault instanceof NotSignedIn) {
      this.signedOut = true;
      this.account = null;
    } else if (fault instanceof NoPasskey && this.part === 'passkeys') {
      this.problem = m.own_passkey_failed();
    } else {
      const told = toldOf(fault);
      this.faults = told.faults;
      this.problem = told.problem;
    }
  }
}

export const own = new Own();
