/** Who else may read a diary, and who did: the patient's side. */

import { ask } from './client.ts';
import type { Grant, Invitation, Look, Scopes, VisitLink } from './schemas.ts';

/** Everything that the page on sharing shows. */
export interface Shared {
  grants: Grant[];
  invitations: Invitation[];
  links: VisitLink[];
  looks: Look[];
  moreLooks: boolean;
}

interface Looks {
  looks: Look[];
  has_more: boolean;
}

/** All of it, of one diary. */
export async function shared(diary: string): Promise<Shared> {
  const [{ grants }, { invitations }, { visit_links }, { looks, has_more }] = await Promise.all([
    ask<{ grants: Grant[] }>('GET', `/diaries/${diary}/grants`),
    ask<{ invitations: Invitation[] }>('GET', `/diaries/${diary}/invitations`),
    ask<{ visit_links: VisitLink[] }>('GET', `/diaries/${diary}/visit-links`),
    ask<Looks>('GET', `/diaries/${diary}/looks`),
  ]);
  return { grants, invitations, links: visit_links, looks, moreLooks: has_more };
}

/** The permissions that end within a month. */
export async function endingGrants(diary: string): Promise<Grant[]> {
  const { grants } = await ask<{ grants: Grant[] }>('GET', `/diaries/${diary}/grants`);
  return grants.filter(({ ends_soon }) => ends_soon);
}

export const earlierLooks = (diary: string, before: string): Promise<Looks> =>
  ask('GET', `/diaries/${diary}/looks?before=${before}`);
export const invite = (
  diary: string,
  said: Scopes & { kind: 'code' | 'link' },
): Promise<Invitation & { secret: string }> => ask('POST', `/diaries/${diary}/invitations`, said);
export const takeBack = (diary: string, { invitation_id }: Invitation): Promise<void> =>
  ask('DELETE', `/diaries/${diary}/invitations/${invitation_id}`);
export const confirmGrant = (diary: string, { grant_id }: Grant, said: Scopes): Promise<Grant> =>
  ask('PUT', `/diaries/${diary}/grants/${grant_id}`, said);
export const revoke = (diary: string, { grant_id }: Grant): Promise<void> =>
  ask('DELETE', `/diaries/${diary}/grants/${grant_id}`);
export const makeLink = (
  diary: string,
  said: { days: number; passcode: string | null },
): Promise<VisitLink & { secret: string }> => ask('POST', `/diaries/${diary}/visit-links`, said);
export const endLink = (diary: string, { link_id }: VisitLink): Promise<void> =>
  ask('DELETE', `/diaries/${diary}/visit-links/${link_id}`);
