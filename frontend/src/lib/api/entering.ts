/** Entering into another's diary, with permission: sessions, preventives and life events. */

import type { Circumstance, Injection } from '../store/documents.ts';
import { ask } from './client.ts';

/** What is kept on the server of one. */
export interface KeptSession extends Injection {
  injection_id: string;
  revision: number;
}
export interface KeptCircumstance extends Circumstance {
  circumstance_id: string;
  revision: number;
}
type Kept = KeptSession | KeptCircumstance;
type Place = 'injections' | 'circumstances';

const at = (diary_id: string, place: Place, key: string): string => `/diaries/${diary_id}/${place}/${key}`;
const keyOf = (kept: Kept): string => ('injection_id' in kept ? kept.injection_id : kept.circumstance_id);

/** One of them as it is now. */
export const documentOf = <T extends Kept>(diary_id: string, place: Place, key: string): Promise<T> =>
  ask('GET', at(diary_id, place, key));

/** Add one, or correct what was read: refused when somebody changed it meanwhile. */
export function saveDocument(diary_id: string, place: Place, kept: Kept | null, said: Injection | Circumstance): Promise<Kept> {
  const key = kept ? keyOf(kept) : crypto.randomUUID();
  return ask('PUT', at(diary_id, place, key), kept ? { ...said, revision: kept.revision } : said);
}

/** Take one back; it stays in the history. */
export const deleteDocument = (diary_id: string, place: Place, kept: Kept): Promise<void> =>
  ask('DELETE', at(diary_id, place, keyOf(kept)));
