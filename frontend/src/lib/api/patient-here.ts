/** Asking the server who is signed in on this browser, as far as it concerns a diary. */

import { NotSignedIn, session, type Session } from './client.ts';
import { setNobody, setSignedIn } from './signed-in.ts';

export type PatientSession = Session & { diary_id: string };

/** The patient who is signed in; null = nobody, or a clinician. NotReached. */
export async function patientHere(): Promise<PatientSession | null> {
  try {
    const { diary_id, ...rest } = await session();
    if (diary_id === null) return null;
    setSignedIn();
    return { ...rest, diary_id };
  } catch (fault) {
    if (!(fault instanceof NotSignedIn)) throw fault;
    setNobody();
    return null;
  }
}
