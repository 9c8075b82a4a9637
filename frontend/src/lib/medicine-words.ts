/** The classes of medicines in plain words. */

import { m } from './paraglide/messages.js';
import type { DrugClass } from './rules/entry.ts';

const NAMES: Record<DrugClass, () => string> = {
  triptan: m.sheet_class_triptan,
  ergot: m.sheet_class_ergot,
  gepant: m.sheet_class_gepant,
  ditan: m.sheet_class_ditan,
  opioid: m.sheet_class_opioid,
  combination_analgesic: m.sheet_class_combination_analgesic,
  simple_analgesic: m.sheet_class_simple_analgesic,
  other: m.sheet_class_other,
};

/** Painkiller; a class that this release does not know keeps its name. */
export const className = (drug_class: DrugClass): string => NAMES[drug_class]?.() ?? drug_class;
