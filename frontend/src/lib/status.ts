/** The one line that says where the entries are. */

import { m } from './paraglide/messages.js';
import { diary } from './store/diary.svelte.ts';
import { momentNear } from './words.ts';

export interface StatusSaid {
  text: string;
  attention: boolean;
  href?: string;
}

/** What the line says now: the first of these that is true. */
export function status(): StatusSaid {
  if (diary.broken) return { text: m.status_broken(), attention: true };
  if (diary.refused.length > 0 || diary.conflicts.length > 0 || diary.reach === 'refused') {
    return { text: m.status_attention(), attention: true, href: '/settings/#attention' };
  }
  if (!diary.server) return local();
  if (diary.reach === 'erased') return { text: m.status_erased(), attention: true, href: '/settings/' };
  if (diary.reach === 'signed-out') return { text: m.status_sign_in(), attention: true, href: '/settings/' };
  if (diary.waiting > 0) return { text: m.status_waiting({ count: diary.waiting }), attention: false };
  if (diary.reach === 'not-reached') return { text: m.status_not_reached(), attention: false };
  if (diary.syncedAt) return { text: m.status_sent({ when: momentNear(diary.syncedAt, diary.today) }), attention: false };
  return { text: m.status_saved_here(), attention: false };
}

/** The diary lives on this phone alone; Settings tell how it can be kept on a server too. */
function local(): StatusSaid {
  const text = diary.waiting > 0 ? m.status_phone_only({ count: diary.waiting }) : m.status_empty();
  return { text, attention: false, href: '/settings/' };
}
