/** Using a one-time link: how to sign in from now on. */

import { ask } from './client.ts';
import { makePasskey } from './passkeys.ts';
import type { Enrolment } from './schemas.ts';

interface Enrolled {
  recovery_codes: string[];
}

/** Whose account a link opens, and what a passkey and a code app are made from. */
export const enrolment = (token: string): Promise<Enrolment> => ask('POST', '/enrolment/options', { token });

/** From now on a passkey of this device signs in. NoPasskey. */
export async function enrolWithPasskey(token: string, told: Enrolment, device_name: string): Promise<Enrolled> {
  const passkey = { ...(await makePasskey(told.challenge)), name: device_name };
  return ask('POST', '/enrolment', { token, passkey, device_name });
}

/** From now on this password signs in; a clinician's with a code of the app. */
export const enrolWithPassword = (
  token: string,
  said: { password: string; code: string | null; device_name: string },
): Promise<Enrolled> => ask('POST', '/enrolment', { token, ...said });
