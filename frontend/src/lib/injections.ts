/** The muscles of a session, and the usual patterns: PREEMPT's fixed sites, and with the follow-the-pain ones. */

import { m } from './paraglide/messages.js';
import type { Site } from './store/documents.ts';

const UNITS_A_SITE = 5;
const muscleNames: Record<string, () => string> = {
  corrugator: m.session_muscle_corrugator,
  procerus: m.session_muscle_procerus,
  frontalis: m.session_muscle_frontalis,
  temporalis: m.session_muscle_temporalis,
  occipitalis: m.session_muscle_occipitalis,
  cervical_paraspinal: m.session_muscle_cervical_paraspinal,
  trapezius: m.session_muscle_trapezius,
};
const sideNames: Record<Site['side'], () => string> = {
  left: m.attention_side_left,
  right: m.attention_side_right,
  midline: m.attention_side_midline,
};

/** Sites on each side: 31 in all with 155 U, or 39 with 195 U (patient information; PREEMPT). */
const patterns = {
  155: { corrugator: 1, procerus: 1, frontalis: 2, temporalis: 4, occipitalis: 3, cervical_paraspinal: 2, trapezius: 3 },
  195: { corrugator: 1, procerus: 1, frontalis: 2, temporalis: 5, occipitalis: 4, cervical_paraspinal: 2, trapezius: 5 },
};
export type Pattern = keyof typeof patterns;

/** The sites of a usual pattern, to be corrected. */
export function sitesOf(pattern: Pattern): Site[] {
  return Object.entries(patterns[pattern]).flatMap(([muscle, points]) => {
    const sides: Site['side'][] = muscle === 'procerus' ? ['midline'] : ['left', 'right'];
    return sides.map((side) => ({ muscle, side, points, units: points * UNITS_A_SITE }));
  });
}

/** Frontalis, left; a muscle that somebody else named keeps its name. */
export const siteName = ({ muscle, side }: Pick<Site, 'muscle' | 'side'>): string =>
  `${muscleNames[muscle]?.() ?? muscle}, ${sideNames[side]?.() ?? side}`;

/** Units in all, exact to the tenth. */
export const unitsOf = (sites: readonly Site[]): number =>
  Math.round(sites.reduce((sum, { units }) => sum + units, 0) * 10) / 10;

/** Points in all. */
export const pointsOf = (sites: readonly Site[]): number => sites.reduce((sum, { points }) => sum + points, 0);
