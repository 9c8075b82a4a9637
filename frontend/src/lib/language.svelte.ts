// The language: the one chosen in Settings, else the phone's. Every text follows at once, without a reload.
import { baseLocale, isLocale, locales, overwriteGetLocale, type Locale } from '#lib/paraglide/runtime.js';
import { remember, remembered } from './remembered.ts';

export type { Locale };
export const languages = locales;

function chosenOnThisPhone(): Locale | null {
  const kept = remembered('language');
  return isLocale(kept) ? kept : null;
}

function ofThePhone(): Locale {
  const asked = typeof navigator === 'undefined' ? [] : (navigator.languages ?? []); // some browsers tell none
  return asked.map((one) => one.slice(0, 2)).find(isLocale) ?? baseLocale;
}

const state = $state({ choice: null as Locale | null, shown: baseLocale as Locale });
overwriteGetLocale(() => state.shown);

export const language = {
  /** The language that is shown. */
  get shown(): Locale {
    return state.shown;
  },
  /** What Settings says: a language, or null for the phone's. */
  get choice(): Locale | null {
    return state.choice;
  },
};

/** Called once, when the prerendered English page has come alive. */
export function startLanguage(): void {
  state.choice = chosenOnThisPhone();
  show();
}

export function setLanguage(choice: Locale | null): void {
  state.choice = choice;
  remember('language', choice);
  show();
}

function show(): void {
  state.shown = state.choice ?? ofThePhone();
  document.documentElement.lang = state.shown;
  delete document.documentElement.dataset.waits;
}
