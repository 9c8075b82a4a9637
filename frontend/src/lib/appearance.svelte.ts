// The theme as chosen on this phone. static/theme.js applies the same choice before the first paint.
import { remember, remembered } from './remembered.ts';

export type Theme = 'system' | 'light' | 'dark';

const PAPERS = { light: '#ece9e1', dark: '#0d1211', attack: '#000000' };
const THEMES: readonly string[] = ['system', 'light', 'dark'];

function stored(): { theme: Theme; attack: boolean } {
  const theme = remembered('theme') ?? '';
  return {
    theme: THEMES.includes(theme) ? (theme as Theme) : 'system',
    attack: remembered('attack') === 'on',
  };
}

const chosen = $state(stored());

export const appearance = {
  get theme(): Theme {
    return chosen.theme;
  },
  /** Dim red on black, for a head that hurts. */
  get attack(): boolean {
    return chosen.attack;
  },
};

export function setTheme(theme: Theme): void {
  chosen.theme = theme;
  remember('theme', theme);
  show();
}

export function setAttack(on: boolean): void {
  chosen.attack = on;
  remember('attack', on ? 'on' : 'off');
  show();
}

function show(): void {
  const shown = chosen.attack ? 'attack' : chosen.theme;
  const root = document.documentElement;
  if (shown === 'system') delete root.dataset.theme;
  else root.dataset.theme = shown;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light';
    meta.content = PAPERS[shown === 'system' ? own : shown];
  }
}
