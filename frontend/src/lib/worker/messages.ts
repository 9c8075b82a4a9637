// What pages and the service worker say to each other. Types and words only: both sides import this file.

/** A page to a waiting worker: nothing unsaved here, take over if the other pages agree. */
export interface TakeOver {
  type: 'take_over';
}

/** A waiting worker to every page, over a MessageChannel: is anything unsaved with you? The answer is a boolean. */
export interface AnyUnsaved {
  type: 'any_unsaved';
}

export const KILL_ADDRESS = '/sw-kill.json';

/** What stands at KILL_ADDRESS: the versions whose worker must go; '*' is every version. */
export function namesVersion(said: unknown, version: string): boolean {
  const versions = (said as { versions?: unknown } | null)?.versions;
  return Array.isArray(versions) && (versions.includes(version) || versions.includes('*'));
}
