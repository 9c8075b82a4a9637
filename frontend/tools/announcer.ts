// SvelteKit hides its announcer of page names by a style attribute, which our content policy refuses: a class does it.
import type { Plugin } from 'vite';

const WHERE = /@sveltejs\/kit\/src\/runtime\/components\/root\.svelte$/;
const STYLE = /id="svelte-announcer"([^>]*?)\sstyle="position: absolute;[^"]*"/;

export function announcer(): Plugin {
  return {
    name: 'announcer',
    enforce: 'pre',
    transform(code, id) {
      if (!WHERE.test(id)) return;
      if (!STYLE.test(code)) throw new Error('SvelteKit hides its announcer in another way now: see tools/announcer.ts');
      return { code: code.replace(STYLE, 'id="svelte-announcer"$1 class="unseen"'), map: null };
    },
  };
}
