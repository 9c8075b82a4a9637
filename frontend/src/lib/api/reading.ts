/** Reading another's report: as a clinician with a grant, or as whoever holds a one-visit link. */

import { ask } from './client.ts';
import type { Month, OnePatient, Patient, Report, Visit } from './schemas.ts';

export interface Reading {
  report: Report;
  months: Month[];
}

/** What a clinician's list is asked for. */
export interface Listed {
  sort: string;
  descending: boolean;
  filter: string;
  search: string;
}

interface PatientsPage {
  patients: Patient[];
  next: string | null;
}

/** A page of the patients whose grants are active. */
export function patients(listed: Listed, after = ''): Promise<PatientsPage> {
  const { sort, descending, filter, search } = listed;
  const asked = new URLSearchParams({ sort, descending: String(descending), filter, search, after });
  return ask('GET', `/patients?${asked}`);
}

/** How many patients each filter shows. */
export async function patientCounts(): Promise<Record<string, number>> {
  return (await ask<{ counts: Record<string, number> }>('GET', '/patients/counts')).counts;
}

/** Whose diary it is, and what stands on the list of it. */
export const patientOf = (diary_id: string): Promise<OnePatient> => ask('GET', `/diaries/${diary_id}/summary`);

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
