/** Getting at another's diary: a clinician's list and codes, one-visit links. */

import { ask } from './client.ts';
import type { Patient, Visit } from './schemas.ts';

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

/** Enter a patient's code, or what stands in an invitation link. */
export const accept = (secret: string): Promise<unknown> => ask('POST', '/patients', { secret });

/** Open a one-visit link; the token stays in the memory of this page. */
export const openVisit = (said: { secret: string; name: string; passcode: string | null }): Promise<Visit> =>
  ask('POST', '/visits', said);

/** Whether the link is still open; reads nothing of the diary. */
export const visit = (token: string): Promise<unknown> => ask('GET', '/visit', undefined, null, token);
