// The service worker: the app opens without a network, an update waits for a safe moment, a bad version can be stopped.
import { version } from '$app/env';
import { assets, immutable, prerendered } from '$app/manifest';
import { self } from '$app/service-worker';
import { KILL_ADDRESS, namesVersion, type AnyUnsaved, type TakeOver } from '../lib/worker/messages.ts';
import { candidates, forgetAll, forgetOlder, isOurs, keep, kept, keptOf } from './shell.ts';

const TOKENS = { path: '/styles/tokens.css' }; // put there by the build, after the list of files was made
const LOOK_AGAIN_MS = 60 * 60 * 1000;
const ANSWER_WITHIN_MS = 2000;
let killed = false;
let lookedAt = 0;

self.addEventListener('install', (event) => {
  event.waitUntil(keep(caches, version, keptOf([...immutable, ...assets, ...prerendered, TOKENS])));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder(caches, version).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  if (Date.now() - lookedAt > LOOK_AGAIN_MS) event.waitUntil(lookWhetherKilled());
  if (killed || !isOurs(event.request.method, new URL(event.request.url), self.location.origin)) return;
  event.respondWith(answer(event.request));
});

self.addEventListener('message', (event) => {
  if ((event.data as TakeOver | null)?.type === 'take_over') event.waitUntil(takeOver());
});

async function answer(request: Request): Promise<Response> {
  const found = await kept(caches, version, new URL(request.url).pathname);
  if (found) return found;
  try {
    return await fetch(request);
  } catch (fault) {
    const missing = request.mode === 'navigate' ? await kept(caches, version, '/404.html') : undefined;
    if (missing) return missing;
    throw fault;
  }
}

// Every open page has to say that nothing is unsaved; one that does not answer may hold something.
async function takeOver(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const answers = await Promise.all(pages.filter(isOfTheApp).map(isAnythingUnsaved));
  if (!answers.includes(true)) await self.skipWaiting();
}

function isOfTheApp(page: Client): boolean {
  const pages = keptOf(prerendered);
  return candidates(new URL(page.url).pathname).some((path) => pages.includes(path));
}

function isAnythingUnsaved(page: Client): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data !== false);
    setTimeout(() => resolve(true), ANSWER_WITHIN_MS);
    page.postMessage({ type: 'any_unsaved' } satisfies AnyUnsaved, [channel.port2]);
  });
}

// The way out of a worker that turned out bad: what it keeps goes, and from then on the network answers.
async function lookWhetherKilled(): Promise<void> {
  lookedAt = Date.now();
  try {
    const said = await fetch(KILL_ADDRESS, { cache: 'no-store' });
    killed = said.ok && namesVersion(await said.json(), version);
  } catch {
    return; // no network: nothing was said
  }
  if (!killed) return;
  await forgetAll(caches);
  await self.registration.unregister();
}
