/** Whose diary on the server this phone's is, and the report that the server calculates of it. */

import { ask, type Session } from '../api/client.ts';
import { meta, type KeptReport, type Phone, type Server } from '../store/database.ts';
import { setMeta } from '../store/writing.ts';

/** The diary on the server that this one belongs to from now on: for ever the first. */
export async function belonging(phone: Phone, session: Pick<Session, 'account_id' | 'diary_id'>): Promise<Server> {
  const known = await meta(phone, 'server');
  const { account_id, diary_id } = session;
  if (diary_id === null || (known && known.diary_id !== diary_id)) {
    throw new Error('this phone holds the diary of somebody else');
  }
  const server = known ?? { account_id, diary_id, epoch: null, cursor: 0 };
  if (!known) await setMeta(phone, 'server', server);
  return server;
}

/** The report as of now, kept for offline. NotReached, NotSignedIn. */
export async function fetchedReport(phone: Phone, { diary_id }: Server): Promise<KeptReport> {
  const treatment_report = await ask<KeptReport['treatment_report']>('GET', `/diaries/${diary_id}/treatment-report`);
  const kept = { fetched_at: new Date().toISOString(), treatment_report };
  await setMeta(phone, 'report', kept);
  return kept;
}
