/** Reading another's report: as a clinician with a grant, or as whoever holds a one-visit link. */

import { ask } from './client.ts';
import type { Month, Patient, Report, Visit } from './schemas.ts';

export interface Reading {
  report: Report;
  months: Month[];
}

/** The patients whose grants are active, by name. */
export async function patients(): Promise<Patient[]> {
  return (await ask<{ patients: Patient[] }>('GET', '/patients')).patients;
}

/** Enter a patient's code, or what stands in an invitation link. */
export const accept = (secret: string): Promise<unknown> => ask('POST', '/patients', { secret });

/** A patient's report, by their grant. */
export const readDiary = (diary_id: string): Promise<Reading> => both(`/diaries/${diary_id}`);

/** Open a one-visit link; the token stays in the memory of this page. */
export const openVisit = (said: { secret: string; name: string; passcode: string | null }): Promise<Visit> =>
  ask('POST', '/visits', said);

/** The report that the link shows. */
export const readVisit = (token: string): Promise<Reading> => both('/visit', token);

/** Whether the link is still open; reads nothing of the diary. */
export const visit = (token: string): Promise<unknown> => ask('GET', '/visit', undefined, null, token);

async function both(of: string, token?: string): Promise<Reading> {
  const [report, { months }] = await Promise.all([
    ask<Report>('GET', `${of}/treatment-report`, undefined, null, token),
    ask<{ months: Month[] }>('GET', `${of}/months`, undefined, null, token),
  ]);
  return { report, months };
}
