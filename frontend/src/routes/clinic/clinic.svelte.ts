/** The clinician's sign-in, as the pages of the clinic share it. */

import { NotReached, NotSignedIn, Refused, session as whoIsSignedIn, signIn, signOut, type Session } from '#lib/api/client.ts';
import { offersPasskeys, signInWithPasskey } from '#lib/api/passkeys.ts';
import { courseOf, type CourseWish } from '#lib/api/course.ts';
import { accept, patientCounts, patients, type Listed } from '#lib/api/reading.ts';
import type { Course, Patient } from '#lib/api/schemas.ts';
import { deviceName } from '#lib/device-name.ts';
import { lacking, toldOf, type Said } from '#lib/faults.ts';
import { secretOf } from '#lib/links.ts';
import { clinicDrafts } from '#lib/state/memory-drafts.ts';
import { m } from '#lib/paraglide/messages.js';

const here = async (): Promise<{ device_name: string }> => ({ device_name: deviceName() });

const IDLE_MS = 15 * 60 * 1000; // as long as the server lets a clinician's sign-in rest

const START: Listed = { sort: 'next_due', descending: false, filter: 'all', search: '' };

class Clinic {
  /** Who is signed in; null = nobody, undefined = not known yet. */
  who = $state.raw<Session | null | undefined>(undefined);
  /** What is typed and not saved: it outlives the end of a sign-in, and is nobody else's. */
  readonly drafts = clinicDrafts;
  /** A patient's code that is typed, or came with a link. */
  code = $state('');
  patients = $state.raw<Patient[]>([]);
  counts = $state.raw<Record<string, number>>({});
  /** What the list is asked for. */
  listed = $state.raw<Listed>(START);
  #next: string | null = null;
  more = $state(false);
  /** The password was right: a code is asked for. */
  needsCode = $state(false);
  /** What the code app is to be set up with anew; '' when it stays as it is. */
  codeApp = $state('');
  busy = $state(false);
  faults = $state.raw<Record<string, Said>>({});
  problem = $state('');
  notice = $state('');
  /** The account that was signed in last. */
  #last = '';
  #resting: ReturnType<typeof setTimeout> | undefined;

  get isClinician(): boolean {
    return this.who?.role === 'clinician';
  }

  /** Who is signed in, and their patients. */
  async load(): Promise<void> {
    await this.doing(async () => {
      this.#arrive(await whoIsSignedIn());
      await this.#list();
    });
  }

  enter = (said: { username: string; password: string }, code: string): Promise<boolean> => {
    this.faults = lacking(said);
    if (Object.keys(this.faults).length > 0) return Promise.resolve(false);
    return this.doing(async () => {
      try {
        const signedIn = await signIn({ ...said, ...(code ? { code } : {}), ...(await here()) });
        this.#arrive(signedIn);
        this.codeApp = signedIn.code_app ?? '';
      } catch (fault) {
        this.needsCode = fault instanceof Refused && fault.code === 'second_factor_needed';
        throw fault;
      }
      this.needsCode = false;
      await this.#list();
    });
  };

  async enterWithPasskey(signal?: AbortSignal): Promise<void> {
    const enter = async () => {
      this.#arrive(await signInWithPasskey(here, signal));
      await this.#list();
    };
    if (!signal) await this.doing(enter);
    else if (await offersPasskeys()) await enter().catch(() => undefined); // nobody asked for it: nothing is said
  }

  leave = (): Promise<boolean> =>
    this.doing(async () => {
      await signOut();
      this.drafts.forget();
      this.#forgetTyping();
      this.#forget();
    });

  /** Ask a patient, by their code, to be let in. */
  ask = (secret: string): Promise<boolean> =>
    this.doing(async () => {
      await accept(secret.includes('/') ? secretOf(new URL(secret.trim(), location.origin)) : secret.trim());
      this.notice = m.clinic_asked();
      await this.#list();
    });

  /** Show the list otherwise; sorting by the same once more turns it round. */
  list = (said: Partial<Listed>): Promise<boolean> => {
    this.listed = { ...this.listed, ...said };
    return this.doing(() => this.#list());
  };

  sort = (sort: string): Promise<boolean> =>
    this.list({ sort, descending: sort === this.listed.sort && !this.listed.descending });

  goOn = (): Promise<boolean> =>
    this.doing(async () => {
      const page = await patients(this.listed, this.#next ?? '');
      this.patients = [...this.patients, ...page.patients];
      this.#take(page.next);
    });

  /** A patient's course; null when it is not open to whoever asks. */
  async read(diary_id: string, wish: CourseWish): Promise<Course | null> {
    let read: Course | null = null;
    await this.doing(async () => {
      try {
        read = await courseOf(diary_id, wish);
      } catch (fault) {
        if (!(fault instanceof Refused && fault.status === 404)) throw fault;
      }
    });
    return read;
  }

  /** Do something; what went wrong is said, and a sign-in that has ended ends the page's too. */
  async doing(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = this.notice = '';
    this.faults = {};
    try {
      await work();
      this.#rest();
      return true;
    } catch (fault) {
      this.#tell(fault);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Nothing is asked any more: when the sign-in has ended on the server, nothing stays on the screen either. */
  #rest(): void {
    clearTimeout(this.#resting);
    if (!this.isClinician) return;
    this.#resting = setTimeout(() => {
      this.#forget();
      this.problem = m.clinic_ended();
    }, IDLE_MS);
  }

  async #list(): Promise<void> {
    if (!this.isClinician) return this.#forgetList();
    const [page, counts] = await Promise.all([patients(this.listed), patientCounts()]);
    this.patients = page.patients;
    this.counts = counts;
    this.#take(page.next);
  }

  #take(next: string | null): void {
    this.#next = next;
    this.more = next !== null;
  }

  #arrive(session: Session): void {
    this.drafts.belongTo(session.account_id);
    if (this.#last && this.#last !== session.account_id) this.#forgetTyping();
    this.#last = session.account_id;
    this.who = session;
  }

  // What somebody searched for, or typed, is not shown to the next person.
  #forgetTyping(): void {
    this.listed = START;
    this.code = '';
  }

  #forgetList(): void {
    this.patients = [];
    this.counts = {};
    this.#take(null);
  }

  #forget(): void {
    this.who = null;
    this.#forgetList();
    this.needsCode = false;
    this.codeApp = '';
  }

  #tell(fault: unknown): void {
    if (fault instanceof NotSignedIn) {
      if (this.who) this.problem = m.clinic_ended();
      this.#forget();
      return;
    }
    const told = toldOf(fault);
    this.faults = told.faults;
    this.problem = fault instanceof NotReached ? m.clinic_not_reached() : told.problem;
  }
}

export const clinic = new Clinic();
