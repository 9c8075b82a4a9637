// What the first load of each page costs as transferred: its scripts and style sheets, compressed with brotli.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const BUDGET = 55_000; // of Today, in bytes
const ASKED = /(?:href|src)="(\/[^"]+\.(?:js|css))"|import\("(\/[^"]+\.js)"\)/g;

function firstLoad(site: string, page: string): { files: number; bytes: number } {
  const html = readFileSync(join(site, page), 'utf-8');
  const asked = new Set([...html.matchAll(ASKED)].map(([, linked, imported]) => linked ?? imported ?? ''));
  const sizes = [...asked].map((path) => transferred(join(site, path)));
  return { files: asked.size, bytes: sizes.reduce((sum, one) => sum + one, 0) };
}

function transferred(path: string): number {
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

export function printSizes(site: string): void {
  const pages = readdirSync(site, { recursive: true, encoding: 'utf-8' }).filter((name) => name.endsWith('index.html'));
  console.log('\nFirst load, JavaScript and CSS as transferred (brotli):');
  for (const page of pages.sort()) {
    const { files, bytes } = firstLoad(site, page);
    console.log(`  ${`/${page.replace(/index\.html$/, '')}`.padEnd(14)} ${(bytes / 1000).toFixed(1).padStart(6)} kB in ${files} files`);
  }
  const today = firstLoad(site, 'index.html').bytes;
  if (today > BUDGET) throw new Error(`The first load of Today is ${today} bytes; ${BUDGET} are allowed.`);
}
