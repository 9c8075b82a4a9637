// Keeps the first load small: what Today shares with other pages comes in one file, and no serializer comes at all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WRITES_JSON = `
export const stringify = (value) => JSON.stringify(value);
export const parse = (text) => JSON.parse(text);
const unused = () => { throw new Error('nothing of this app comes from a SvelteKit server'); };
export const unflatten = unused, uneval = unused, stringifyAsync = unused;
`;

/** SvelteKit's client writes page state with devalue, which knows Maps and cycles; ours is plain JSON. */
export function plainState(): Plugin {
  return {
    name: 'plain-state',
    enforce: 'pre',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    resolveId: (id) => (id === 'devalue' ? '\0plain-state' : undefined),
    load: (id) => (id === '\0plain-state' ? WRITES_JSON : undefined),
  };
}

const ITERATES = /const advanceMethodProps[\s\S]*?(?=\nexport )/;

/** Cursors are not walked here: the part of idb that does stays out. */
export function noCursors(): Plugin {
  return {
    name: 'no-cursors',
    apply: 'build',
    transform(code, id) {
      if (!/\/idb\/build\/index\.js$/.test(id)) return undefined;
      if (!ITERATES.test(code)) throw new Error('idb has changed: see tools/lean.ts');
      return { code: code.replace(ITERATES, ''), map: null };
    },
  };
}

interface Graph {
  getModuleInfo(id: string): { importers: readonly string[] } | null;
}

const OF_EVERY_PAGE = /routes\/\+(?:page|layout)\.svelte$|runtime\/client\/client-entry\.js$|client-optimized\/app\.js$/;
// One index imports all words: who really uses them is not seen there, so other pages' words are told by their names.
const WORDS = /lib\/paraglide\/messages/;
const WORDS_ELSEWHERE = /messages\/(?:(?:account|attention|calendar|chip|circumstance|clinic|confirm|course|devices|enrol|export|form|injections|look|number|own|passkey|pdf|print|report|session|settings|share|sheet|trends|visit|welcome)_|today_(?:days_|done|fill_|span))/;

function isOfToday(id: string, graph: Graph, seen = new Set<string>()): boolean {
  if (WORDS.test(id)) return !WORDS_ELSEWHERE.test(id);
  if (OF_EVERY_PAGE.test(id)) return true;
  seen.add(id);
  const importers = graph.getModuleInfo(id)?.importers ?? [];
  return importers.some((one) => !seen.has(one) && isOfToday(one, graph, seen));
}

/** One file for what Today needs and others share, instead of twenty small ones: each request costs its headers. */
export const base = {
  name: (id: string, graph: Graph) => (isOfToday(id, graph) ? 'base' : null),
  tags: ['$initial' as const],
  minShareCount: 2,
};

const NODES = join(import.meta.dirname, '../.svelte-kit/generated/build/client-optimized/nodes');
const NEAR = /routes\/(?:calendar\/)?\+/;

/**
 * What is fetched together with a page. The list of all of it stands in the first load: of pages that ask for
 * much, or are seldom opened, it names the style sheets alone, and their scripts find what they need.
 */
export function fetchedWith(page: string, files: string[], { hostType }: { hostType: 'html' | 'js' }): string[] {
  const node = /nodes\/(\d+)\./.exec(page)?.[1];
  if (hostType === 'html' || node === undefined) return files;
  const isNear = NEAR.test(readFileSync(join(NODES, `${node}.js`), 'utf-8'));
  return isNear ? files : files.filter((file) => file.endsWith('.css'));
}
