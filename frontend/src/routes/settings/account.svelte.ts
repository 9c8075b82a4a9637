/** The account as Settings shows it: which step one is at, and what each step does. Outlives leaving the page. */

import { NotReached, register, signIn, signOut, type Session } from '#lib/api/client.ts';
import { recover } from '#lib/api/own-account.ts';
import { patientHere } from '#lib/api/patient-here.ts';
import { offersPasskeys, signInWithPasskey } from '#lib/api/passkeys.ts';
import { isLeaving, isSignInUnknown, leave, mayBeSignedIn, setLeaving, setSignedIn } from '#lib/api/signed-in.ts';
import { m } from '#lib/paraglide/messages.js';
import { diary } from '#lib/store/diary.svelte.ts';
import { currentName, newName } from '#lib/store/database.ts';
import { forget, keptDiaries, note, ofAccount, withoutAccount, type KeptDiary } from '#lib/store/kept-diaries.ts';
import { holdInput } from '#lib/worker/unsaved.ts';
import { lacking, toldOf, type Said } from '#lib/faults.ts';
import { somebodyElse } from './plain-words.ts';
import { joinOther, openOther, removeOpen, sendAll, thisPlace } from './phone.ts';
import type { Step, Whose } from './steps.ts';
import { usableZone } from '#lib/zone.ts';

class Account {
  step = $state<Step>('home');
  busy = $state(false);
  /** Who is signed in; null = nobody, undefined = not known without the server. */
  session = $state.raw<Whose | null | undefined>(undefined);
  faults = $state.raw<Record<string, Said>>({});
  /** What went wrong with the step as a whole. */
  problem = $state('');
  /** What has just happened. */
  notice = $state('');
  codes = $state.raw<readonly string[]>([]);
  #kept = $state.raw<readonly KeptDiary[]>([]);
  #made: Whose | null = null;
  #release: (() => void) | null = null;

  /** The name of the account whose diary is open, as far as this phone knows it. */
  get who(): string {
    if (this.session && this.session.diary_id === diary.server?.diary_id) return this.session.display_name;
    return this.#kept.find(({ name }) => name === currentName())?.who ?? '';
  }

  /** Diaries without an account that this phone keeps beside the open one. */
  get apart(): readonly KeptDiary[] {
    return withoutAccount(this.#kept, currentName());
  }

  /** How much the open diary holds. */
  get entries(): number {
    return diary.days.size + diary.injections.length || diary.waiting;
  }

  /** Somebody else is signed in than the one whose diary is open. */
  get stranger(): boolean {
    return Boolean(this.session && diary.server && this.session.diary_id !== diary.server.diary_id);
  }

  /** Find out who is signed in. */
  async load(): Promise<void> {
    await diary.open();
    await this.#look();
    if (!mayBeSignedIn() && !isSignInUnknown() && !diary.server) return void (this.session = null);
    try {
      if (isLeaving()) await this.#signOut();
      else this.session = await patientHere();
      if (this.session && !this.stranger && diary.server) await this.#note(this.session);
    } catch {
      this.session = undefined;
    }
  }

  /** The diary of whoever is signed in comes onto a phone that was empty when the server was asked. */
  async comeBack(): Promise<void> {
    const session = (this.session = await patientHere());
    if (!session) return;
    if (this.entries > 0) await this.#belong(session); // tapped while the server was asked
    else await this.#openOwn(session);
  }

  go(step: Step): void {
    this.step = step;
    this.faults = {};
    this.problem = '';
    if (step !== 'home') this.notice = '';
    this.#release?.();
    this.#release = step === 'home' ? null : holdInput();
  }

  /** Make an account; the recovery codes are shown next, once. */
  async create(said: { username: string; password: string; display_name: string }): Promise<void> {
    if (!this.#complete(said)) return;
    await this.#try(async () => {
      const time_zone = usableZone();
      const made = await register({ ...said, time_zone, ...(await thisPlace()) });
      setSignedIn();
      this.#made = { ...made, display_name: said.display_name };
      this.session = this.#made;
      this.codes = made.recovery_codes;
      await diary.keepDraft('account', '').catch(() => undefined);
      this.go('codes');
    });
  }

  /** The codes are kept: the phone's diary goes into the account. */
  async codesKept(): Promise<void> {
    await this.#try(async () => {
      if (this.#made) await this.#belong(this.#made);
      this.codes = [];
      this.#made = null;
      await this.#done(m.account_made());
    });
  }

  async enter(said: { username: string; password: string }): Promise<void> {
    if (!this.#complete(said)) return;
    await this.#try(async () => this.#entered(await signIn({ ...said, ...(await thisPlace()) })));
  }

  async #entered(session: Session): Promise<void> {
    if (session.diary_id === null) {
      await signOut();
      this.problem = m.account_no_diary();
      return;
    }
    setSignedIn();
    this.session = session;
    await this.#arrive(session);
  }

  /** Sign in with a passkey; with `signal` it is one of the things that the browser may fill in. */
  async enterWithPasskey(signal?: AbortSignal): Promise<void> {
    if (!signal) return this.#try(async () => this.#entered(await signInWithPasskey(thisPlace)));
    if (!(await offersPasskeys())) return;
    const session = await signInWithPasskey(thisPlace, signal).catch(() => null); // nobody asked: nothing is said
    if (session) await this.#try(() => this.#entered(session));
  }

  /** Open the account with a recovery code, and set a new password. */
  async recover(said: { username: string; recovery_code: string; password: string }): Promise<void> {
    if (!this.#complete(said)) return;
    await this.#try(async () => this.#entered(await recover({ ...said, ...(await thisPlace()) })));
    if (this.problem === m.account_fault_sign_in()) this.problem = m.account_recover_refused();
  }

  /** The account was erased on the server: nothing of it is left on this phone either. */
  async erased(): Promise<void> {
    const name = currentName();
    await removeOpen(true, () => this.#signOut());
    await forget(name);
    await this.#look();
  }

  /** Open the diary of whoever is signed in. */
  async openTheirs(): Promise<void> {
    await this.#try(async () => void (this.session && (await this.#arrive(this.session))));
  }

  /** The diary on this phone goes into the account. */
  async take(): Promise<void> {
    await this.#try(async () => {
      const session = this.session;
      if (!session?.diary_id) return;
      const own = ofAccount(await keptDiaries(), session.diary_id);
      if (own) await forget(await joinOther(own.name));
      await this.#belong(session);
      await this.#done(m.account_taken());
    });
  }

  /** The diary on this phone stays by itself; the account's own is opened. */
  async keepApart(): Promise<void> {
    await this.#try(async () => {
      if (this.session) await this.#openOwn(this.session);
      await this.#done(m.account_kept_apart());
    });
  }

  /** Open a diary without an account again. */
  async openApart(kept: KeptDiary): Promise<void> {
    await this.#try(async () => {
      await this.#note(null);
      await openOther(kept.name);
      await this.#done('');
    });
  }

  /** Sign out; the diary stays on this phone. */
  async leave(): Promise<void> {
    await this.#try(async () => {
      await this.#note(null);
      await this.#signOut();
      await diary.sync();
      await this.#done(m.account_left());
    });
  }

  /** Sign out and remove the diary from this phone: first all is sent, else it takes a second step. */
  async remove(givenUp = false): Promise<void> {
    await this.#try(async () => {
      if (!givenUp && !(await sendAll())) {
        this.go('unsent');
        return;
      }
      const name = currentName();
      if (!(await removeOpen(givenUp, () => this.#leaveForGood()))) {
        this.go('unsent');
        return;
      }
      await forget(name);
      await this.#done(m.account_removed());
    });
  }

  async #leaveForGood(): Promise<void> {
    if (!mayBeSignedIn()) return;
    try {
      await this.#signOut();
    } catch (fault) {
      if (!(fault instanceof NotReached)) throw fault;
      setLeaving();
      this.session = null;
    }
  }

  async #signOut(): Promise<void> {
    await leave();
    this.session = null;
  }

  async #arrive(session: Whose): Promise<void> {
    if (diary.server) {
      const same = diary.server.diary_id === session.diary_id;
      const waiting = diary.waiting;
      await (same ? this.#belong(session) : this.#openOwn(session));
      await this.#done(same ? m.account_in() : somebodyElse(session.display_name, waiting));
    } else if (this.entries > 0) {
      this.go('choose');
    } else {
      await this.#openOwn(session);
      await this.#done(m.account_in());
    }
  }

  /** The account's own database: the one this phone keeps, else a new one; an empty one without an owner will do. */
  async #openOwn(session: Whose): Promise<void> {
    const own = ofAccount(await keptDiaries(), session.diary_id ?? '');
    const empty = !diary.server && this.entries === 0;
    if (own ? own.name !== currentName() : !empty) {
      await this.#note(null);
      await openOther(own?.name ?? newName());
    }
    await this.#belong(session);
  }

  async #belong(session: Whose): Promise<void> {
    await diary.belongTo(session);
    await this.#note(session);
  }

  /** Note the open diary among those that this phone keeps. */
  async #note(session: Whose | null): Promise<void> {
    const who = session?.display_name ?? this.who;
    await note({ name: currentName(), diary_id: diary.server?.diary_id ?? null, who, entries: this.entries });
    await this.#look();
  }

  async #look(): Promise<void> {
    this.#kept = await keptDiaries().catch(() => []);
  }

  async #done(notice: string): Promise<void> {
    await this.#look();
    this.go('home');
    this.notice = notice;
  }

  #complete(said: Record<string, string>): boolean {
    this.faults = lacking(said);
    this.problem = '';
    return Object.keys(this.faults).length === 0;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.faults = {};
    this.problem = '';
    try {
      await work();
    } catch (fault) {
      const told = toldOf(fault);
      this.faults = told.faults;
      this.problem = told.problem;
    } finally {
      this.busy = false;
    }
  }
}

/** The one account of this page. */
export const account = new Account();
