/**
 * Small things that this browser remembers in localStorage. Nothing here throws: where cookies are blocked even
 * touching it does, and then a thing is remembered while the page is open, and no longer.
 */

const sinceOpened = new Map<string, string | null>();

function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** What was remembered under a key; null = nothing. */
export function remembered(key: string): string | null {
  const own = sinceOpened.get(key);
  if (own !== undefined) return own;
  try {
    return storage()?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** Remember a value; null forgets it. Tells whether it will be there when the page is opened again. */
export function remember(key: string, value: string | null): boolean {
  try {
    const kept = storage();
    if (value === null) kept?.removeItem(key);
    else kept?.setItem(key, value);
    if (kept) {
      sinceOpened.delete(key);
      return true;
    }
  } catch {
    // Blocked, or no room: the page goes on with what it knows.
  }
  sinceOpened.set(key, value);
  return false;
}
