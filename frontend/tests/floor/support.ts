// What the browsers at the floor know, by MDN's compatibility data.
import { createRequire } from 'node:module';
import { FLOOR } from '../../tools/floor.ts';

interface Statement {
  version_added: string | false;
  version_removed?: string;
  flags?: unknown;
  prefix?: string;
  alternative_name?: string;
}
/** A part of the data: a feature, with those inside it. */
export interface Feature {
  [name: string]: Feature;
}
interface Compat {
  support: Record<string, Statement | Statement[]>;
}

const require = createRequire(import.meta.url);
const data: unknown = require('@mdn/browser-compat-data');
export const { api, css, html, javascript } = data as Record<'api' | 'css' | 'html' | 'javascript', Feature>;

const OLDEST: Record<string, string> = {
  safari: FLOOR.safari,
  safari_ios: FLOOR.safari,
  chrome: FLOOR.chrome,
  chrome_android: FLOOR.chrome,
  edge: FLOOR.chrome,
  firefox: FLOOR.firefox,
  firefox_android: FLOOR.firefox,
};
/** So old that nobody has them who reaches the app at all: what these know is not asked for at the start. */
export const LONG_AGO: Record<string, string> = { safari: '12', safari_ios: '12', chrome: '66', firefox: '60' };

function isLater(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.replace('≤', '').split('.').map(Number));
  return (one?.[0] ?? 0) === (other?.[0] ?? 0) ? (one?.[1] ?? 0) > (other?.[1] ?? 0) : (one?.[0] ?? 0) > (other?.[0] ?? 0);
}

function isKnown({ version_added, version_removed, flags, prefix, alternative_name }: Statement, version: string): boolean {
  if (flags || prefix || alternative_name || !version_added || version_added === 'preview') return false;
  return !isLater(version_added, version) && (!version_removed || isLater(version_removed, version));
}

/** The first browser of these that lacks a feature; null when all have it, or nothing is known of it. */
export function lacking(feature: Feature | undefined, browsers: Record<string, string> = OLDEST): string | null {
  const support = (feature?.['__compat'] as unknown as Compat | undefined)?.support;
  if (!support) return null;
  const lacks = Object.entries(browsers).find(([browser, version]) => {
    const statements = [support[browser] ?? []].flat();
    return statements.length > 0 && !statements.some((statement) => isKnown(statement, version));
  });
  return lacks ? lacks.join(' ') : null;
}

/** It is a feature itself, not a text beside one. */
export const isFeature = (feature: Feature | undefined): feature is Feature =>
  typeof feature === 'object' && '__compat' in feature;
