/** What the tabs of one browser agree on. Where it is blocked or missing, this tab goes on as if it were the only one. */

/** Run something while no other tab runs what is under the same name; `shared` lets others do so that are shared too. */
export async function locked<T>(name: string, work: () => T | Promise<T>, mode: LockMode = 'exclusive'): Promise<T> {
  let entered = false;
  const enter = (): T | Promise<T> => {
    entered = true;
    return work();
  };
  try {
    return await navigator.locks.request(name, { mode }, enter);
  } catch (fault) {
    if (entered) throw fault; // it is the work's own
    return enter();
  }
}

/** How the tabs with one diary tell each other of a change; null where they cannot. */
export function channelOf(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}

/** Whether the browser promised to keep what is stored; `ask` asks for it. No answer is no promise. */
export async function isStorageKept(ask = false): Promise<boolean> {
  try {
    return (await (ask ? navigator.storage.persist() : navigator.storage.persisted())) === true;
  } catch {
    return false;
  }
}
