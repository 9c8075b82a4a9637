/** Passkeys between the server and the browser (WebAuthn): bytes are base64url on one side, buffers on the other. */

import { ask, type Session } from './client.ts';
import type { Challenge, MadePasskey, Signature } from './schemas.ts';

/** The browser made or found no passkey: none is there, or the person turned it down. */
export class NoPasskey extends Error {}

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => 'PublicKeyCredential' in globalThis;

interface Described {
  id: string;
  type: string;
}

/** Make a passkey of what the server told. NoPasskey. */
export async function makePasskey({ challenge_id, options }: Challenge): Promise<MadePasskey> {
  const user = options['user'] as { id: string };
  const publicKey = {
    ...options,
    challenge: bytesOf(options['challenge'] as string),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: described(options['excludeCredentials']),
  } as unknown as PublicKeyCredentialCreationOptions;
  const { rawId, response } = await found(() => navigator.credentials.create({ publicKey }));
  const { clientDataJSON, attestationObject } = response as AuthenticatorAttestationResponse;
  return {
    challenge_id,
    credential_id: textOf(rawId),
    client_data_json: textOf(clientDataJSON),
    attestation_object: textOf(attestationObject),
    name: null,
  };
}

/** Let a passkey sign; with `signal` it is offered among what the browser fills in, until that ends it. NoPasskey. */
export async function signWith({ challenge_id, options }: Challenge, signal?: AbortSignal): Promise<Signature> {
  const publicKey = {
    ...options,
    challenge: bytesOf(options['challenge'] as string),
    allowCredentials: described(options['allowCredentials']),
  } as unknown as PublicKeyCredentialRequestOptions;
  const asked: CredentialRequestOptions = signal ? { publicKey, signal, mediation: 'conditional' } : { publicKey };
  const { rawId, response } = await found(() => navigator.credentials.get(asked));
  const { clientDataJSON, authenticatorData, signature } = response as AuthenticatorAssertionResponse;
  return {
    challenge_id,
    credential_id: textOf(rawId),
    client_data_json: textOf(clientDataJSON),
    authenticator_data: textOf(authenticatorData),
    signature: textOf(signature),
  };
}

/** Whether the browser can offer a passkey among what it fills into the field for the user name. */
export async function offersPasskeys(): Promise<boolean> {
  if (!knowsPasskeys()) return false;
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}

export interface Device {
  device_id?: string;
  device_name: string;
}

/** Sign in with a passkey. NoPasskey, Refused. */
export async function signInWithPasskey(device: () => Promise<Device>, signal?: AbortSignal): Promise<Session> {
  const challenge = await ask<Challenge>('POST', '/session/passkey/options');
  const passkey = await signWith(challenge, signal);
  return ask('POST', '/session/passkey', { passkey, ...(await device()) });
}

async function found(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await work();
  } catch {
    throw new NoPasskey();
  }
  if (!credential) throw new NoPasskey();
  return credential as PublicKeyCredential;
}

const described = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list ?? []) as Described[]).map(({ id }) => ({ type: 'public-key', id: bytesOf(id) }));

/** The bytes of a base64url text. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** Bytes as base64url without padding. */
function textOf(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
