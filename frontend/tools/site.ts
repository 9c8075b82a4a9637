// What the server hands out: build/site, each file also compressed, and build/pages.json with the hashes of each page's scripts.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import adapter from '@sveltejs/adapter-static';
import type { Adapter } from '@sveltejs/kit';
import { printSizes } from './sizes.ts';

const BUILD = 'build';
const SITE = join(BUILD, 'site');
const INLINE = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

export function hashesOf(html: string): string[] {
  return [...html.matchAll(INLINE)].map(
    ([, script = '']) => `sha256-${createHash('sha256').update(script).digest('base64')}`,
  );
}

function pages(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf-8' }).filter((name) => name.endsWith('.html'));
}

function writeHashes(): void {
  const found = pages(SITE).map((name) => [name, hashesOf(readFileSync(join(SITE, name), 'utf-8'))]);
  writeFileSync(join(BUILD, 'pages.json'), JSON.stringify(Object.fromEntries(found.sort()), null, 1));
}

// The page of the API has no build of its own: it takes the tokens as they are.
function copyTokens(): void {
  mkdirSync(join(SITE, 'styles'), { recursive: true });
  copyFileSync('src/lib/styles/tokens.css', join(SITE, 'styles/tokens.css'));
}

export function site(): Adapter {
  const inner = adapter({ pages: SITE, assets: SITE });
  return {
    name: 'site',
    async adapt(builder) {
      rmSync(BUILD, { recursive: true, force: true });
      await inner.adapt(builder);
      copyTokens();
      writeHashes();
      await builder.compress(SITE);
      printSizes(relative('.', SITE));
    },
  };
}
