/** What the forms of the treatment show of a document, and the document that is read from them. Pure. */

import { tidied } from '../names.ts';
import { numberFault, ranges, readNumber, writeNumber } from '../number-text.ts';
import type { Day } from '../rules/periods.ts';
import { nothingSaid, type Circumstance, type Injection, type Site, type Treatment } from '../store/documents.ts';
import type { Ground } from '../store/edits.ts';

export interface SiteFields {
  muscle: string;
  side: Site['side'];
  points: string;
  units: string;
}

export interface SessionFields {
  injected_on: Day | '';
  product: string;
  lot: string;
  total_units: string;
  clinic: string;
  sites: SiteFields[];
}

export interface CircumstanceFields {
  kind: Circumstance['kind'];
  name: string;
  dose: string;
  began_on: Day | '';
  ended_on: Day | '';
}

export interface TreatmentFields {
  headache_days_per_30: string;
  earlier_rounds: string;
}

/** What is asked when the diary is set up. */
export interface WelcomeFields extends TreatmentFields {
  /** A date that is typed and not added yet. */
  date: Day | '';
  dates: Day[];
}

export const siteFields = (sites: readonly Site[], language: string): SiteFields[] =>
  sites.map(({ muscle, side, points, units }) => ({
    muscle,
    side,
    points: writeNumber(points, language),
    units: writeNumber(units, language),
  }));

/** The sites that are injected: those with points. */
export const sitesRead = (fields: readonly SiteFields[]): Site[] =>
  fields
    .map(({ muscle, side, points, units }) => ({
      muscle,
      side,
      units: readNumber(units, ranges.siteUnits).number ?? 0,
      points: readNumber(points, ranges.sitePoints).number ?? 0,
    }))
    .filter(({ points }) => points > 0);

export const areSitesSound = (fields: readonly SiteFields[]): boolean =>
  fields.every(({ points, units }) => !numberFault(points, ranges.sitePoints) && !numberFault(units, ranges.siteUnits));

export const sessionFields = (session: Injection | null, today: Day, language: string): SessionFields => ({
  injected_on: session?.injected_on ?? today,
  product: session?.product ?? '',
  lot: session?.lot ?? '',
  total_units: writeNumber(session?.total_units ?? null, language),
  clinic: session?.clinic ?? '',
  sites: siteFields(session?.sites ?? [], language),
});

export const isSessionSound = ({ total_units, sites }: SessionFields): boolean =>
  !numberFault(total_units, ranges.totalUnits) && areSitesSound(sites);

/** The session in a form; `before` is what it began from. */
export function sessionRead(fields: SessionFields, before: Injection | null): Injection {
  const sites = sitesRead(fields.sites);
  return {
    injected_on: fields.injected_on,
    product: tidied(fields.product) || null,
    lot: tidied(fields.lot) || null,
    total_units: readNumber(fields.total_units, ranges.totalUnits).number,
    sites: sites.length > 0 ? sites : before?.sites ? [] : null,
    clinic: tidied(fields.clinic) || null,
    note: before?.note ?? null,
    objection: before?.objection ?? null,
  };
}

export const circumstanceFields = (circumstance: Circumstance | null, today: Day): CircumstanceFields => ({
  kind: circumstance?.kind ?? 'preventive',
  name: circumstance?.name ?? '',
  dose: circumstance?.dose ?? '',
  began_on: circumstance?.began_on ?? today,
  ended_on: circumstance?.ended_on ?? '',
});

export const circumstanceRead = (fields: CircumstanceFields, before: Circumstance | null): Circumstance => ({
  kind: fields.kind,
  name: tidied(fields.name),
  dose: fields.kind === 'preventive' ? tidied(fields.dose) || null : null,
  began_on: fields.began_on,
  ended_on: fields.ended_on || null,
  note: before?.note ?? null,
});

export const treatmentFields = (treatment: Treatment, language: string): TreatmentFields => ({
  headache_days_per_30: writeNumber(treatment.headache_days_per_30, language),
  earlier_rounds: writeNumber(treatment.earlier_rounds, language),
});

/** What a form of the treatment began from: where nothing was said, the fields that are left alone say nothing either. */
export const treatmentGround = ({ revision, values }: Ground<Treatment>): { revision: number | null; values: Treatment } => ({
  revision,
  values: values ?? nothingSaid,
});

const treatmentRanges = { headache_days_per_30: ranges.headacheDays, earlier_rounds: ranges.earlierRounds };

/** The fields that can be saved: a fault in one holds back no other. */
export const soundNames = (fields: TreatmentFields): (keyof TreatmentFields)[] =>
  (['headache_days_per_30', 'earlier_rounds'] as const).filter((name) => !numberFault(fields[name], treatmentRanges[name]));

export const isTreatmentSound = (fields: TreatmentFields): boolean => soundNames(fields).length === 2;

/** The treatment in a form; earlier rounds left empty are none, and what cannot be read stays as it was. */
export function treatmentRead(fields: TreatmentFields, before: Treatment): Treatment {
  const sound = soundNames(fields);
  const days = readNumber(fields.headache_days_per_30, ranges.headacheDays).number;
  const rounds = readNumber(fields.earlier_rounds, ranges.earlierRounds).number ?? 0;
  return {
    ...before,
    headache_days_per_30: sound.includes('headache_days_per_30') ? days : before.headache_days_per_30,
    earlier_rounds: sound.includes('earlier_rounds') ? rounds : before.earlier_rounds,
  };
}
