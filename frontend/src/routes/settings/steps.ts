/** Where one is in the account section of Settings, and whose account it is about. */

import type { Session } from '#lib/api/client.ts';

/** home = what is now; the others are on the way somewhere. */
export type Step = 'home' | 'create' | 'codes' | 'sign-in' | 'recover' | 'choose' | 'leave' | 'unsent' | 'erased';

export type Whose = Pick<Session, 'account_id' | 'diary_id' | 'display_name'>;
