/** The forms that are open on a page, each with its draft; a form that was left with something typed opens again. */

import { openDraft, restoreDraft, type Beginning, type Draft, type DraftStore } from './draft.svelte.ts';

export class OpenForms<F extends object, V extends object> {
  #open = $state.raw<ReadonlyMap<string, Draft<F, V>>>(new Map());
  readonly #restored = new Set<string>();

  constructor(
    readonly store: DraftStore,
    /** What the form of a key begins with; null when there is nothing to begin from. */
    readonly beginning: (key: string) => Beginning<F, V> | null,
  ) {}

  get(key: string): Draft<F, V> | undefined {
    return this.#open.get(key);
  }

  get keys(): string[] {
    return [...this.#open.keys()];
  }

  /** Open the forms of these keys that were left with something typed. */
  async restore(keys: readonly string[]): Promise<void> {
    for (const key of keys.filter((name) => !this.#restored.has(name))) {
      this.#restored.add(key);
      const beginning = this.beginning(key);
      const draft = beginning && (await restoreDraft(this.store, key, beginning));
      if (draft && !this.#open.has(key)) this.#set(key, draft);
    }
  }

  async open(key: string, beginning: Beginning<F, V> | null = this.beginning(key)): Promise<void> {
    if (beginning) this.#set(key, await openDraft(this.store, key, beginning));
  }

  /** Close a form: it is saved, or thrown away. */
  async close(key: string): Promise<void> {
    const draft = this.#open.get(key);
    this.#set(key, null);
    await draft?.end().catch(() => undefined);
  }

  #set(key: string, draft: Draft<F, V> | null): void {
    const open = new Map(this.#open);
    if (draft) open.set(key, draft);
    else open.delete(key);
    this.#open = open;
  }
}
