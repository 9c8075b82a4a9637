/** The own account on the server: names, ways to sign in, everything that is kept, its end. */

import { ask, type Session } from './client.ts';
import { makePasskey, signWith, type Device } from './passkeys.ts';
import type { Challenge, OwnAccount, Passkey } from './schemas.ts';

export const ownAccount = (): Promise<OwnAccount> => ask('GET', '/account');
export const setProfile = (said: { display_name: string; time_zone: string }): Promise<OwnAccount> =>
  ask('PUT', '/account', said);
export const setPassword = (password: string): Promise<void> => ask('PUT', '/account/password', { password });
export const newRecoveryCodes = (): Promise<{ recovery_codes: string[] }> => ask('POST', '/account/recovery-codes');
export const everything = (diary_id: string): Promise<unknown> => ask('GET', `/diaries/${diary_id}/everything`);
export const erase = (diary_id: string): Promise<void> => ask('DELETE', `/diaries/${diary_id}`);

/** The passkeys of the account, the oldest first. */
export async function passkeys(): Promise<Passkey[]> {
  return (await ask<{ passkeys: Passkey[] }>('GET', '/passkeys')).passkeys;
}

/** Make a passkey on this device and add it. NoPasskey. */
export async function addPasskey(name: string): Promise<void> {
  const made = await makePasskey(await ask<Challenge>('POST', '/passkey-options'));
  await ask('POST', '/passkeys', { ...made, name });
}

export const removePasskey = (passkey_id: string): Promise<void> => ask('DELETE', `/passkeys/${passkey_id}`);

/** Prove anew who one is, with the password; with a code where the account has a code app. */
export const confirmByPassword = (password: string, code: string): Promise<void> =>
  ask('POST', '/session/confirmation', code ? { password, code } : { password });

/** The same with a passkey. NoPasskey. */
export async function confirmByPasskey(): Promise<void> {
  const passkey = await signWith(await ask<Challenge>('POST', '/session/confirmation/options'));
  await ask('POST', '/session/confirmation', { passkey });
}

/** Open the account with a recovery code and set a new password. */
export const recover = (said: { username: string; recovery_code: string; password: string } & Device): Promise<Session> =>
  ask('POST', '/session/recovery', said);
