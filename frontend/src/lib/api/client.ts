/** Speaking to the server. Every fault is one of four: not reached, not signed in, refused, or failing. */

const BASE = '/api/v1';
const TIMEOUT_MS = 30_000;
const TOLD = new Set(['too_many_accounts', 'too_many_sign_ins', 'too_many_values']); // of what is too much, what a person is told

export interface FieldFault {
  field: string;
  message: string;
  /** What kind of fault, stable; servers of before say none. */
  code?: string;
}

/** The server could not be reached, or it cannot answer now: try again later. */
export class NotReached extends Error {}

/** The sign-in has ended, or there is none; `erased`: nor is there an account any more. */
export class NotSignedIn extends Error {
  constructor(readonly erased = false) {
    super();
  }
}

/** The server refuses what was sent; `code` is stable. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly faults: FieldFault[],
    detail: string,
  ) {
    super(detail);
  }
}

interface Problem {
  code?: string;
  detail?: string;
  errors?: FieldFault[];
  erased?: boolean;
}

/** Ask the server; `token` is what a page holds that a one-visit link opened. NotReached, NotSignedIn, Refused. */
export async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal | null,
  token?: string,
): Promise<T> {
  const response = await answered(method, path, body, signal, token);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Ask for a file. NotReached, NotSignedIn, Refused. */
export const askFile = async (path: string, token: string): Promise<Blob> =>
  (await answered('GET', path, undefined, null, token)).blob();

async function answered(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal | null,
  token?: string,
): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    signal: signal ? firstOf(signal, timeout) : timeout,
  };
  const headers = new Headers();
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    headers.set('Content-Type', 'application/json');
  }
  init.headers = headers;
  let response: Response;
  try {
    response = await fetch(BASE + path, init);
  } catch {
    throw new NotReached();
  }
  if (!response.ok) throw await faultOf(response);
  return response;
}

/** Ends with the first of both; AbortSignal.any is newer than the oldest browsers that the app runs in. */
function firstOf(...signals: AbortSignal[]): AbortSignal {
  const ending = new AbortController();
  for (const signal of signals) {
    const end = (): void => ending.abort(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true, signal: ending.signal });
  }
  return ending.signal;
}

async function faultOf(response: Response): Promise<Error> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  if (response.status === 401 && problem.code === 'not_signed_in') return new NotSignedIn(problem.erased);
  const isLater = response.status >= 500 || (response.status === 429 && !TOLD.has(problem.code ?? ''));
  if (isLater) return new NotReached();
  return new Refused(response.status, problem.code ?? '', problem.errors ?? [], problem.detail ?? '');
}

/** Who is signed in. */
export interface Session {
  account_id: string;
  role: 'patient' | 'clinician';
  diary_id: string | null;
  display_name: string;
  time_zone: string;
  today: string;
}

/** A device on which the same person is signed in. */
export interface SignedInDevice {
  session_id: string;
  device_name: string;
  created_at: string;
  last_seen_at: string;
  current: boolean;
}

/** Where somebody is signed in, and the tries to sign in as them that did not work. */
export interface SignIns {
  sessions: SignedInDevice[];
  failed_tries: { count: number; since: string | null; last_at: string | null };
}

export interface NewAccount {
  username: string;
  password: string;
  display_name: string;
  time_zone: string;
  device_id: string;
  device_name: string;
}

export interface MadeAccount {
  account_id: string;
  diary_id: string;
  recovery_codes: string[];
}

export const session = (): Promise<Session> => ask('GET', '/session');
export const signIn = (said: {
  username: string;
  password: string;
  code?: string;
  device_id?: string;
  device_name: string;
}): Promise<Session & { code_app?: string | null }> => ask('POST', '/session', said);
export const signIns = (): Promise<SignIns> => ask('GET', '/sessions');
export const endSignIn = (session_id: string): Promise<void> => ask('DELETE', `/sessions/${session_id}`);
export const endOtherSignIns = (): Promise<void> => ask('DELETE', '/sessions');
export const signOut = (): Promise<void> => ask('DELETE', '/session');
export const register = (said: NewAccount): Promise<MadeAccount> =>
  ask('POST', '/accounts', { ...said, role: 'patient' });
