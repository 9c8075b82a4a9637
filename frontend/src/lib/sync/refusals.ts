/** A server that refuses a whole exchange for one edit in it: that edit is refused, the others go on. Pure. */

import { Refused } from '../api/client.ts';
import type { Server } from '../store/database.ts';
import type { Queued } from '../store/documents.ts';
import type { Answer, Result } from './exchange.ts';

const OF_AN_EDIT = /^operations\.(\d+)\.(.+)$/;

/** What a refusal says of the edits that were sent, as the answer that would have said it; null when it names none. */
export function answerOf(fault: unknown, server: Server, sent: readonly Queued[]): Answer | null {
  if (!(fault instanceof Refused) || server.epoch === null) return null;
  const results = sent.flatMap(({ operation_id }, index): Result[] => {
    const errors = fault.faults.flatMap(({ field, ...told }) => {
      const [, at, inner] = OF_AN_EDIT.exec(field) ?? [];
      return Number(at) === index && inner ? [{ ...told, field: inner }] : [];
    });
    const nothing = { revision: null, said_revision: null };
    return errors.length > 0 ? [{ operation_id, status: 'rejected', ...nothing, errors }] : [];
  });
  if (results.length === 0) return null;
  return { epoch: server.epoch, now: '', today: '', results, changes: [], next_cursor: server.cursor, has_more: true };
}
