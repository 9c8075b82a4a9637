// What a style sheet uses that the oldest browsers lack, where nothing older stands before it.
import postcss, { type AtRule, type Container, type Declaration, type Rule } from 'postcss';
import { css, lacking, type Feature } from './support.ts';

const { properties, selectors, types, rules } = {
  properties: css['properties'] ?? {}, selectors: css['selectors'] ?? {}, types: css['types'] ?? {}, rules: css['at-rules'] ?? {},
};
const UNITS: Record<string, string> = {
  dv: 'viewport_percentage_units_dynamic', sv: 'viewport_percentage_units_small', lv: 'viewport_percentage_units_large',
  cq: 'container_query_length_units',
};
const UNIT = /(?:^|[\s(,*/+-])-?(?:\d+\.?\d*|\.\d+)([a-z]+)/gi;
const WORD = /(?<![\w#.-])([a-z][a-z-]*)(\()?/gi;
const DERIVED = /(rgb|hsl|hwb|lab|lch|oklab|oklch|color)\(from/g;
const PSEUDO = /::?([a-z-]+)/gi;

/** Features of the types of values, by name: color-mix, light-dark, clamp. */
const functions = new Map<string, Feature>();
function collect(part: Feature): void {
  for (const [name, feature] of Object.entries(part)) {
    if (name === '__compat') continue;
    functions.set(name, feature);
    collect(feature);
  }
}
collect(types);

function unitFeature(unit: string): Feature | undefined {
  return types['length']?.[UNITS[unit.slice(0, 2)] ?? unit] ?? types['length']?.[unit];
}

function valueFaults({ prop, value }: Declaration): string[] {
  const plain = value.replace(/"[^"]*"|'[^']*'|url\([^)]*\)/g, '');
  const words = [...plain.matchAll(WORD)].map(([, word = '', call]) => ({
    word, lacks: lacking(properties[prop]?.[word] ?? (call ? functions.get(word) : undefined)),
  }));
  const units = [...plain.matchAll(UNIT)].map(([, unit = '']) => ({ word: unit, lacks: lacking(unitFeature(unit)) }));
  const derived = [...plain.matchAll(DERIVED)].map(([word, name = '']) => ({ word, lacks: lacking(functions.get(name)?.['relative_syntax']) }));
  return [...words, ...units, ...derived].flatMap(({ word, lacks }) => (lacks ? [`${prop}: ${word}: not in ${lacks}`] : []));
}

function declarationFaults(declaration: Declaration): string[] {
  const lacks = hasPrefixed(declaration) ? null : lacking(properties[declaration.prop]);
  const faults = lacks ? [`${declaration.prop}: not in ${lacks}`] : valueFaults(declaration);
  return faults.length > 0 && hasOlder(declaration) ? [] : faults;
}

/** The same stands beside it with a prefix, for the browsers that know it so. */
function hasPrefixed({ prop, parent }: Declaration): boolean {
  return parent?.nodes.some((node) => node.type === 'decl' && /^-(?:webkit|moz)-/.test(node.prop) && node.prop.endsWith(`-${prop}`)) ?? false;
}

/** An older value of the same property stands before it in the rule. */
function hasOlder(declaration: Declaration): boolean {
  const before = declaration.parent?.nodes.slice(0, declaration.parent.index(declaration)) ?? [];
  return before.some((node) => node.type === 'decl' && node.prop === declaration.prop && valueFaults(node).length === 0);
}

function selectorFaults(rule: Rule): string[] {
  const names = [...rule.selector.matchAll(PSEUDO)].map(([, name = '']) => name);
  const faults = names.flatMap((name) => (lacking(selectors[name]) ? [`:${name}: not in ${lacking(selectors[name])}`] : []));
  const isNested = rule.parent?.type === 'rule' || rule.selector.includes('&');
  return isNested ? [...faults, `nesting: not in ${lacking(selectors['nesting'])}`] : faults;
}

function isKeyframe({ parent }: Rule): boolean {
  return parent?.type === 'atrule' && /keyframes/.test((parent as AtRule).name);
}

function isAsked(node: Container | undefined): boolean {
  if (!node) return false;
  return (node.type === 'atrule' && (node as AtRule).name === 'supports') || isAsked(node.parent as Container | undefined);
}

function ruleFaults(rule: AtRule): string[] {
  const lacks = lacking(rules[rule.name]);
  const inside = [...rule.params.matchAll(/\(\s*([a-z-]+)/g)].map(([, name = '']) => name);
  const without = inside.filter((name) => lacking(rules[rule.name]?.[name]));
  return [...(lacks ? [`@${rule.name}: not in ${lacks}`] : []), ...without.map((name) => `@${rule.name} (${name})`)];
}

/** What a style sheet uses that the oldest browsers lack; what stands under @supports is asked for. */
export function sheetFaults(sheet: string): string[] {
  const faults: string[] = [];
  postcss.parse(sheet).walk((node) => {
    if (isAsked(node.parent as Container | undefined)) return;
    if (node.type === 'decl') faults.push(...declarationFaults(node));
    if (node.type === 'rule' && !isKeyframe(node)) faults.push(...selectorFaults(node));
    if (node.type === 'atrule') faults.push(...ruleFaults(node));
  });
  return [...new Set(faults)];
}
