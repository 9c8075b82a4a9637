/** Common medicines by name, so that a class need not be known: generic and brand names, ICHD-3 8.2 classes. */

import type { DrugClass } from './rules/entry.ts';

const NAMES: Record<Exclude<DrugClass, 'other'>, string[]> = {
  triptan: [
    'Sumatriptan', 'Rizatriptan', 'Zolmitriptan', 'Eletriptan', 'Naratriptan', 'Almotriptan', 'Frovatriptan',
    'Imigran', 'Imitrex', 'Maxalt', 'Zomig', 'AscoTop', 'Relpax', 'Naramig', 'Almogran', 'Allegro', 'Formigran',
  ],
  ergot: ['Ergotamine', 'Dihydroergotamine', 'Ergotamin', 'Cafergot', 'Migranal'],
  gepant: ['Rimegepant', 'Ubrogepant', 'Zavegepant', 'Vydura', 'Nurtec', 'Ubrelvy', 'Zavzpret'],
  ditan: ['Lasmiditan', 'Rayvow', 'Reyvow'],
  opioid: ['Tramadol', 'Tilidine', 'Tilidin', 'Codeine', 'Codein', 'Morphine', 'Morphin', 'Oxycodone', 'Oxycodon'],
  combination_analgesic: ['Thomapyrin', 'Excedrin', 'Neuralgin', 'Co-codamol', 'Solpadeine', 'Fioricet'],
  simple_analgesic: [
    'Ibuprofen', 'Paracetamol', 'Acetaminophen', 'Aspirin', 'Naproxen', 'Diclofenac', 'Metamizole', 'Metamizol',
    'Ketoprofen', 'Nurofen', 'Advil', 'Tylenol', 'Panadol', 'Aleve', 'Dolormin', 'Novalgin', 'Voltaren',
  ],
};

/** Every common name with its class, in alphabetical order. */
export const commonMedicines: readonly { name: string; drug_class: DrugClass }[] = Object.entries(NAMES)
  .flatMap(([drug_class, names]) => names.map((name) => ({ name, drug_class: drug_class as DrugClass })))
  .sort((one, other) => one.name.localeCompare(other.name));

// Two of these in one tablet (paracetamol with codeine) are counted as a combination by ICHD-3.
const PAINKILLERS: readonly DrugClass[] = ['opioid', 'combination_analgesic', 'simple_analgesic'];

/** The class of a medicine by the common names in it, `Sumatriptan 50 mg` too; null for an unknown one. */
export function classOf(name: string): DrugClass | null {
  const words = name.toLowerCase();
  const found = commonMedicines.filter((one) => words.includes(one.name.toLowerCase()));
  const classes = [...new Set(found.map(({ drug_class }) => drug_class))];
  const specific = classes.find((one) => !PAINKILLERS.includes(one));
  if (specific || classes.length < 2) return specific ?? classes[0] ?? null;
  return 'combination_analgesic';
}

/** Common names that begin as typed, for the field in which a medicine is added. */
export function suggestions(typed: string, most = 4): string[] {
  const start = typed.trim().toLowerCase();
  if (start.length < 2) return [];
  const found = commonMedicines.filter(({ name }) => name.toLowerCase().startsWith(start));
  return found.slice(0, most).map(({ name }) => name);
}
