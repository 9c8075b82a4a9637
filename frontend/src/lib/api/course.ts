/** The course of a treatment, and the page to print of it: for the patient, a clinician, a one-visit link. */

import { language } from '../language.svelte.ts';
import { ask, askFile } from './client.ts';
import type { Course } from './schemas.ts';

/** As of which day (null = today), and which days count as headache days. */
export interface CourseWish {
  as_of: string | null;
  headache_day: 'any' | '4h';
}
export const asOfToday: CourseWish = { as_of: null, headache_day: 'any' };

export type Paper = 'a4' | 'us-letter';
export type SheetKind = 'report' | 'reauthorisation';
export interface PageWish {
  sheet: SheetKind;
  paper: Paper;
}

/** A diary's course. */
export const courseOf = (diary_id: string, wish: CourseWish): Promise<Course> =>
  ask('GET', `/diaries/${diary_id}/course?${queryOf(wish)}`);

/** The course that a one-visit link shows; always as of today. */
export const visitCourse = (token: string, { headache_day }: CourseWish): Promise<Course> =>
  ask('GET', `/visit/course?${queryOf({ as_of: null, headache_day })}`, undefined, null, token);

/** Where whoever is signed in finds the page of a diary. */
export const pageOf = (diary_id: string, wish: CourseWish, page: PageWish): string =>
  `/api/v1/diaries/${diary_id}/one-page-report?${queryOf(wish, page)}`;

/** The page that a one-visit link shows. */
export const visitPage = (token: string, { headache_day }: CourseWish, page: PageWish): Promise<Blob> =>
  askFile(`/visit/one-page-report?${queryOf({ as_of: null, headache_day }, page)}`, token);

function queryOf({ as_of, headache_day }: CourseWish, page?: PageWish): URLSearchParams {
  const said = new URLSearchParams({ headache_day });
  if (as_of) said.set('as_of', as_of);
  if (!page) return said;
  said.set('language', language.shown);
  for (const [name, value] of Object.entries(page)) said.set(name, value as string);
  return said;
}
