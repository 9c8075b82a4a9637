// Registers the service worker and lets a new one take over when nothing can be lost: while the app is out of
// sight, or on the way from one page to another. Nobody is asked, nobody is interrupted.
import { KILL_ADDRESS, namesVersion, type AnyUnsaved, type TakeOver } from './messages.ts';
import { isAnythingUnsaved } from './unsaved.ts';

const ADDRESS = '/service-worker.js';
const LOOK_AGAIN_MS = 60 * 60 * 1000;

/** Start; `version` is that of the running page. Where there are no workers, nothing happens. */
export async function startUpdates(version: string): Promise<void> {
  const workers = navigator.serviceWorker; // reading it throws in a page whose storage is blocked
  if (!workers) return;
  let controlled = workers.controller !== null;
  workers.addEventListener('message', answer);
  workers.addEventListener('controllerchange', () => {
    if (controlled) reloadWhenNothingIsLost();
    controlled = true; // the first worker of all brings nothing new
  });
  if (await isKilled(version)) return await removeWorker();
  const registration = await workers.register(trusted(ADDRESS), { type: 'module', updateViaCache: 'none' });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') offer(registration);
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN_MS);
}

/** On the way to another page: the moment for a new worker, when one waits. */
export async function offerUpdate(): Promise<void> {
  offer(await navigator.serviceWorker?.getRegistration());
}

function offer(registration: ServiceWorkerRegistration | undefined): void {
  if (isAnythingUnsaved()) return;
  registration?.waiting?.postMessage({ type: 'take_over' } satisfies TakeOver);
}

function answer(event: MessageEvent<AnyUnsaved>): void {
  if (event.data?.type === 'any_unsaved') event.ports[0]?.postMessage(isAnythingUnsaved());
}

// What was begun between the question and the answer is finished first.
function reloadWhenNothingIsLost(): void {
  if (!isAnythingUnsaved()) return location.reload();
  setTimeout(reloadWhenNothingIsLost, 1000);
}

async function isKilled(version: string): Promise<boolean> {
  try {
    const answered = await fetch(KILL_ADDRESS, { cache: 'no-store' });
    return answered.ok && namesVersion(await answered.json(), version);
  } catch {
    return false;
  }
}

async function removeWorker(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((one) => one.unregister()));
  await Promise.all((await caches.keys()).map((one) => caches.delete(one)));
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

function trusted(address: string): string {
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  return types?.createPolicy('service-worker-url', { createScriptURL: () => ADDRESS }).createScriptURL(address) ?? address;
}
