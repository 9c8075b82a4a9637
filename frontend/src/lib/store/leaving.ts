/**
 * A page that is left while a transaction is under way: in WebKit that transaction may never end, and the next page
 * waits for it until the app is started again. So there, what is not done yet is taken back, whole: it was not said to
 * be saved. Other engines finish it, and are left to it.
 */

import { unwrap, type IDBPDatabase } from 'idb';

/** From now on no transaction of this database outlives its page. */
export function endWithPage<Schema>(database: IDBPDatabase<Schema>): void {
  if (typeof window === 'undefined' || !isWebKit()) return;
  const raw = unwrap(database);
  const begin = raw.transaction.bind(raw);
  const open = new Set<IDBTransaction>();
  raw.transaction = (...asked) => {
    const transaction = begin(...asked);
    open.add(transaction);
    for (const end of ['complete', 'abort']) transaction.addEventListener(end, () => open.delete(transaction));
    return transaction;
  };
  addEventListener('pagehide', () => {
    for (const transaction of open) abort(transaction);
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It ends just now.
  }
}

/** Safari and every browser on iOS say so, and WebKitGTK does. */
function isWebKit(): boolean {
  return navigator.vendor.startsWith('Apple');
}
