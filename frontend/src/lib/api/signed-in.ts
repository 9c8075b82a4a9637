/** What this phone knows of a sign-in: somebody may be signed in, or left when the server could not hear it. */

import { remember, remembered } from '../remembered.ts';

const KEY = 'signed-in';
const LEAVING = 'leaving';
const NOBODY = 'no';

/** Whether somebody signed in here: only then the server is asked who it is. */
export const mayBeSignedIn = (): boolean => ![null, NOBODY].includes(remembered(KEY));

/** Nothing is known: a new phone, or one whose storage was wiped while a sign-in may live on in its cookie. */
export const isSignInUnknown = (): boolean => remembered(KEY) === null;

export const setSignedIn = (): void => void remember(KEY, 'yes');

/** The server was asked: nobody is signed in. */
export const setNobody = (): void => void remember(KEY, NOBODY);

/** Somebody left and the server could not hear it: it is said again as soon as it can. */
export const setLeaving = (): void => void remember(KEY, LEAVING);

export const isLeaving = (): boolean => remembered(KEY) === LEAVING;

/**
 * Whether anybody is signed in, asked of the server and remembered when it is nobody. By itself: a new phone asks this
 * at its first start, and has no use for more.
 */
export async function isAnybodySignedIn(): Promise<boolean> {
  const answer = await fetch('/api/v1/session', { credentials: 'same-origin' });
  await answer.text(); // to its end: a connection is not left waiting
  if (answer.status === 401) setNobody();
  return answer.ok;
}

/** Sign out, so that the server knows it. NotReached. */
export async function leave(): Promise<void> {
  const { signOut } = await import('./client.ts'); // those who only ask whether somebody left need none of it
  await signOut();
  setNobody();
}
