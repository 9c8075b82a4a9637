// The shell: every page and file of one build, kept whole or not at all.

import { pageOfLink } from '../lib/links.ts';

const NAME = 'shell-';
const NOT_KEPT = ['/api-docs/', '/sw-kill.json', '/icons/'];
const NEVER_OURS = ['/api/', '/api-docs/', '/livez', '/readyz', '/sw-kill.json', '/service-worker.js'];

function shellName(version: string): string {
  return NAME + version;
}

/** The addresses of a build that are kept. */
export function keptOf(files: { path: string }[]): string[] {
  return files
    .map(({ path }) => (path.startsWith('/') ? path : `/${path}`))
    .filter((path) => !NOT_KEPT.some((start) => path.startsWith(start)));
}

/** Whether the worker answers for this address at all; data never pass through it. */
export function isOurs(method: string, address: URL, origin: string): boolean {
  return method === 'GET' && address.origin === origin && !NEVER_OURS.some((start) => address.pathname.startsWith(start));
}

/** What is looked up for an address: the file, the page of that name, the page of a link that a gateway spoilt. */
export function candidates(pathname: string): string[] {
  const named = pathname.endsWith('/') ? [pathname] : [pathname, `${pathname}/`];
  const page = pageOfLink(pathname);
  return page === null || named.includes(page) ? named : [...named, page];
}

export async function keep(caches: CacheStorage, version: string, addresses: string[]): Promise<void> {
  const cache = await caches.open(shellName(version));
  await cache.addAll(addresses.map((address) => new Request(address, { cache: 'no-cache' })));
}

/** The kept answer: of this version, or for a page of the version before that is still open. */
export async function kept(caches: CacheStorage, version: string, pathname: string): Promise<Response | undefined> {
  const own = await caches.open(shellName(version));
  for (const one of candidates(pathname)) {
    const found = (await own.match(one)) ?? (await caches.match(one));
    if (found) return found;
  }
  return undefined;
}

/** Forget all versions but this one and the one before it. */
export async function forgetOlder(caches: CacheStorage, version: string): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(NAME) && name !== shellName(version));
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

export async function forgetAll(caches: CacheStorage): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(NAME));
  await Promise.all(names.map((name) => caches.delete(name)));
}
