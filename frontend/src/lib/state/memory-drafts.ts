/** A clinician's drafts: in the memory of this page alone, because the computer may be everybody's. */

import { holdInput } from '../worker/unsaved.ts';
import type { DraftStore } from './draft.svelte.ts';

export class MemoryDrafts implements DraftStore {
  readonly #texts = new Map<string, string>();
  #owner = '';
  #release: (() => void) | null = null;

  /** Who is signed in from now on; what somebody else typed is forgotten. */
  belongTo(owner: string): void {
    if (owner !== this.#owner) this.forget();
    this.#owner = owner;
  }

  get isEmpty(): boolean {
    return this.#texts.size === 0;
  }

  /** The keys of what is typed that begin so. */
  keys = (start: string): string[] => [...this.#texts.keys()].filter((key) => key.startsWith(start));

  draft = (key: string): Promise<string> => Promise.resolve(this.#texts.get(key) ?? '');

  keepDraft = (key: string, text: string): Promise<void> => {
    if (text === '') this.#texts.delete(key);
    else this.#texts.set(key, text);
    this.#hold();
    return Promise.resolve();
  };

  forget(): void {
    this.#texts.clear();
    this.#hold();
  }

  // No update reloads the page meanwhile, and the browser asks before it closes it.
  #hold(): void {
    if (this.isEmpty === (this.#release === null)) return;
    if (this.#release) {
      this.#release();
      this.#release = null;
      globalThis.removeEventListener('beforeunload', ask);
    } else {
      this.#release = holdInput();
      globalThis.addEventListener('beforeunload', ask);
    }
  }
}

/** The drafts of whoever is signed in to the clinic's pages. */
export const clinicDrafts = new MemoryDrafts();

const ask = (event: Event): void => event.preventDefault();
