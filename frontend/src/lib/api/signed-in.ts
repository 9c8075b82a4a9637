/** What this phone knows of a sign-in: somebody may be signed in, or left when the server could not hear it. */

const KEY = 'signed-in';
const LEAVING = 'leaving';

/** Whether somebody signed in here: only then the server is asked who it is. */
export const mayBeSignedIn = (): boolean => localStorage.getItem(KEY) !== null;

export const setSignedIn = (): void => localStorage.setItem(KEY, 'yes');

/** Somebody left and the server could not hear it: it is said again as soon as it can. */
export const setLeaving = (): void => localStorage.setItem(KEY, LEAVING);

export const isLeaving = (): boolean => localStorage.getItem(KEY) === LEAVING;

/** Sign out, so that the server knows it. NotReached. */
export async function leave(): Promise<void> {
  const { signOut } = await import('./client.ts'); // those who only ask whether somebody left need none of it
  await signOut();
  localStorage.removeItem(KEY);
}
