/** The symptoms of a headache by the names that people tap. */

import { m } from '#lib/paraglide/messages.js';
import type { Feature } from './rules/entry.ts';

export const symptomNames: Record<Feature | 'aura', () => string> = {
  unilateral: m.sheet_unilateral,
  pulsating: m.sheet_pulsating,
  worse_with_activity: m.sheet_worse_with_activity,
  nausea: m.sheet_nausea,
  vomiting: m.sheet_vomiting,
  photophobia: m.sheet_photophobia,
  phonophobia: m.sheet_phonophobia,
  osmophobia: m.sheet_osmophobia,
  aura: m.sheet_aura,
};
