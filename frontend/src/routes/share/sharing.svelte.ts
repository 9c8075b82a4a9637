/** What the page on sharing knows and does. Everything is asked of the server: nothing of it is kept on the phone. */

import { NotReached, NotSignedIn, Refused } from '#lib/api/client.ts';
import type { Grant, Invitation, Scopes, VisitLink } from '#lib/api/schemas.ts';
import {
  confirmGrant,
  earlierLooks,
  endLink,
  invite,
  makeLink,
  revoke,
  shared,
  takeBack,
  type Shared,
} from '#lib/api/sharing.ts';
import { confirming, TurnedBack } from '#lib/confirming.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

/** A secret that is shown this once. */
type Made<T> = T & { secret: string };

class Sharing {
  all = $state.raw<Shared | null>(null);
  busy = $state(false);
  signedOut = $state(false);
  problem = $state('');
  notice = $state('');
  invitation = $state.raw<Made<Invitation> | null>(null);
  link = $state.raw<Made<VisitLink> | null>(null);
  /** The link that is being made: in memory alone, because of its passcode. */
  typing = $state<{ days: '1' | '7' | '30'; passcode: string }>({ days: '7', passcode: '' });
  /** What an invitation is going to cover. */
  inviting = $state({ notes: false, treatment: false });
  #diary = '';

  /** Everything anew; what is shown stays where the server is not reached. */
  async load(diary: string): Promise<void> {
    if (diary !== this.#diary) this.forget();
    this.#diary = diary;
    try {
      this.#take(await shared(diary));
    } catch (fault) {
      this.#tell(fault);
    }
  }

  forget(): void {
    this.all = this.invitation = this.link = null;
    this.problem = this.notice = this.typing.passcode = '';
    this.inviting = { notes: false, treatment: false };
    this.#diary = '';
  }

  async moreLooks(): Promise<void> {
    const last = this.all?.looks.at(-1);
    if (!this.all || !last) return;
    try {
      const { looks, has_more } = await earlierLooks(this.#diary, last.look_id);
      this.all = { ...this.all, looks: [...this.all.looks, ...looks], moreLooks: has_more };
    } catch (fault) {
      this.#tell(fault);
    }
  }

  invite = (said: Scopes & { kind: 'code' | 'link' }): Promise<boolean> =>
    this.#do(async () => {
      this.invitation = null;
      this.invitation = await confirming.doing(() => invite(this.#diary, said));
    }, '');

  takeBack = (invitation: Invitation): Promise<boolean> =>
    this.#do(async () => {
      await takeBack(this.#diary, invitation);
      this.invitation = null;
    }, m.share_taken_back());

  confirm = (grant: Grant, said: Scopes): Promise<boolean> => {
    const pending = grant.standing === 'pending';
    return this.#do(
      async () => void (await confirming.doing(() => confirmGrant(this.#diary, grant, said))),
      pending ? m.share_confirmed({ name: grant.clinician }) : m.share_changed(),
    );
  };

  revoke = (grant: Grant): Promise<boolean> => {
    const name = grant.clinician;
    const said = grant.standing === 'pending' ? m.share_declined({ name }) : m.share_revoked({ name });
    return this.#do(() => revoke(this.#diary, grant), said);
  };

  makeLink = (said: { days: number; passcode: string | null }): Promise<boolean> =>
    this.#do(async () => {
      this.link = null;
      this.link = await confirming.doing(() => makeLink(this.#diary, said));
      this.typing.passcode = '';
    }, '');

  endLink = (link: VisitLink): Promise<boolean> =>
    this.#do(async () => {
      await endLink(this.#diary, link);
      if (this.link?.link_id === link.link_id) this.link = null;
    }, m.share_visit_ended());

  async #do(work: () => Promise<void>, said: string): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = this.notice = '';
    try {
      await work();
      this.#take(await shared(this.#diary));
      this.notice = said;
      return true;
    } catch (fault) {
      this.#tell(fault);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #take(all: Shared): void {
    this.all = all;
    this.signedOut = false;
    this.problem = '';
    const made = this.invitation;
    const open = all.invitations.some(({ invitation_id }) => invitation_id === made?.invitation_id);
    if (made && !open) this.invitation = null; // somebody has used it, or its time is over
  }

  #tell(fault: unknown): void {
    if (fault instanceof TurnedBack) return;
    if (fault instanceof NotSignedIn) this.signedOut = true;
    else this.problem = fault instanceof NotReached ? m.share_not_reached() : refusalOf(fault);
  }
}

const REFUSALS: Record<string, () => string> = {
  account_full: m.share_account_full,
  too_many_invitations: m.share_too_many_invitations,
  too_many_visit_links: m.share_too_many_links,
};

const refusalOf = (fault: unknown): string =>
  (fault instanceof Refused && REFUSALS[fault.code]?.()) || m.account_failed();

export const sharing = new Sharing();
