/** What is typed into the sheet of a day: one draft for each field that is not saved with a tap. */

import type { DrugClass, Entry } from '../rules/entry.ts';
import type { Day } from '../rules/periods.ts';
import { diary } from '../store/diary.svelte.ts';
import type { Ground } from '../store/edits.ts';
import type { Shown } from '../store/documents.ts';
import { openDraft, type Draft } from './draft.svelte.ts';

export interface DurationFields {
  hours: string;
  minutes: string;
}

export interface DayDrafts {
  note: Draft<{ note: string }, Entry>;
  duration: Draft<DurationFields, Entry>;
  medicine: Draft<{ name: string; drug_class: DrugClass | '' }, Entry>;
  trigger: Draft<{ trigger: string }, Entry>;
}

/** A duration as its two fields show it. */
export const durationFields = (minutes: number | null): DurationFields =>
  minutes === null ? { hours: '', minutes: '' } : { hours: `${Math.floor(minutes / 60)}`, minutes: `${minutes % 60}` };

export async function openDayDrafts(day: Day, shown: Shown<Entry> | undefined): Promise<DayDrafts> {
  const ground = groundOf(shown);
  const duration = durationFields(shown?.values.duration_minutes ?? null);
  return {
    note: await openNote(day, shown),
    duration: await openDraft(diary, `duration of ${day}`, { ground, fields: duration }),
    medicine: await openDraft(diary, `medicine of ${day}`, { ground, fields: { name: '', drug_class: '' } }),
    trigger: await openDraft(diary, `trigger of ${day}`, { ground, fields: { trigger: '' } }),
  };
}

export async function openNote(day: Day, shown: Shown<Entry> | undefined): Promise<DayDrafts['note']> {
  const fields = { note: shown?.values.note ?? '' };
  const draft = await openDraft(diary, `note of ${day}`, { ground: groundOf(shown), fields });
  const earlier = `note ${day}`; // the text alone, as the release before kept it
  const text = await diary.draft(earlier).catch(() => '');
  if (text === '') return draft;
  if (!draft.isChanged) draft.fields.note = text;
  await draft.keep();
  await diary.keepDraft(earlier, '');
  return draft;
}

const groundOf = (shown: Shown<Entry> | undefined): Ground<Entry> => ({
  revision: shown?.revision ?? null,
  values: shown?.values ?? null,
});
