import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openDraft } from '#lib/state/draft.svelte.ts';
import { treatmentFields, treatmentGround, treatmentRead, type TreatmentFields } from '#lib/state/treatment-fields.ts';
import { heldOf, look, outbox, type Phone } from '#lib/store/database.ts';
import { nothingSaid, seen, type Treatment } from '#lib/store/documents.ts';
import { saving } from '#lib/store/other-edits.ts';
import { doing, newPhone, tell } from '../store/phone.ts';

const store = { draft: () => Promise.resolve(''), keepDraft: () => Promise.resolve() };
const theirs: Treatment = { headache_days_per_30: 22.5, earlier_rounds: 3, interval_weeks: 13 };
const shown = async (phone: Phone) => seen(await heldOf(look(phone), 'treatment', 'treatment'));

/** A form that was opened while the diary held nothing; then the diary came. */
async function typedBefore(typed: Partial<TreatmentFields>): Promise<Phone> {
  const fields = { ...treatmentFields(nothingSaid, 'en'), earlier_rounds: '' };
  const form = await openDraft<TreatmentFields, Treatment>(store, 'welcome', { ground: { revision: null, values: null }, fields });
  Object.assign(form.fields, typed);
  const phone = await newPhone();
  await tell(phone, { kind: 'treatment', key: 'treatment', revision: 7, values: theirs, conflict: null });
  const ground = treatmentGround(form.ground);
  await doing(phone, saving('treatment', 'treatment', form.merged((read) => treatmentRead(read, ground.values)), ground));
  return phone;
}

it('what is left alone takes nothing from a diary that came meanwhile', async () => {
  const phone = await typedBefore({});
  expect([await outbox(phone), await shown(phone)]).toEqual([[], theirs]);
});

it('what is typed is said on what was seen, and nothing else is', async () => {
  const phone = await typedBefore({ headache_days_per_30: '20' });
  const [edit, ...more] = await outbox(phone);
  expect([edit?.set, edit?.base_revision, edit?.base_values, more]).toEqual([{ headache_days_per_30: 20 }, null, nothingSaid, []]);
});

it('no page changes a document from what it remembers', () => {
  const blind = /diary\.change\([^\n]*\(\) =>/;
  expect("diary.change('day', day, () => values)").toMatch(blind);
  const sources = globSync('src/**/*.{ts,svelte}').filter((file) => !file.includes('diary.svelte.ts'));
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.filter((file) => blind.test(readFileSync(file, 'utf8')))).toEqual([]);
});
