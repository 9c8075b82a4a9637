/** One day's answer in the diary, as on the wire; null = not said. Twin of app/rules/entry.py. */

export type Intensity = 'mild' | 'moderate' | 'severe';
export type Relief = 'none' | 'partial' | 'full';

/** Paracetamol, aspirin and NSAIDs are pooled as simple analgesics. */
export const drugClasses = [
  'triptan',
  'ergot',
  'gepant',
  'ditan',
  'opioid',
  'combination_analgesic',
  'simple_analgesic',
  'other',
] as const;
export type DrugClass = (typeof drugClasses)[number];

export interface Medication {
  id: string;
  name: string;
  drug_class: DrugClass;
  doses: number;
  relief: Relief | null;
}

/** The features of a headache, in the order in which they are asked. */
export const features = [
  'unilateral',
  'pulsating',
  'worse_with_activity',
  'nausea',
  'vomiting',
  'photophobia',
  'phonophobia',
  'osmophobia',
] as const;
export type Feature = (typeof features)[number];

export interface Entry extends Record<Feature, boolean | null> {
  headache: boolean;
  peak_intensity: Intensity | null;
  duration_minutes: number | null;
  aura: boolean;
  acute_medications: Medication[] | null;
  triggers: string[];
  menstruation: boolean | null;
  note: string | null;
}

/** What describes a headache, and must be absent on a headache-free day. */
export const ofAHeadache = ['peak_intensity', 'duration_minutes', ...features] as const;

/** An entry that says whether there was a headache and nothing else. */
export function plainEntry(headache: boolean): Entry {
  return {
    headache,
    peak_intensity: null,
    duration_minutes: null,
    unilateral: null,
    pulsating: null,
    worse_with_activity: null,
    nausea: null,
    vomiting: null,
    photophobia: null,
    phonophobia: null,
    osmophobia: null,
    aura: false,
    acute_medications: null,
    triggers: [],
    menstruation: null,
    note: null,
  };
}
