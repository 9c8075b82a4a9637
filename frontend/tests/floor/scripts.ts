// The names that a script uses, and which of them the oldest browsers lack; by name, for a built script has no types.
import { parse, type AnyNode, type Identifier, type Pattern } from 'acorn';
import { full } from 'acorn-walk';
import { markupFaults } from './markup.ts';
import { api, isFeature, javascript, lacking, type Feature } from './support.ts';

const SYNTAX = 2022; // all of it is known at the floor; what is newer does not parse
const INSTANCES: Record<string, string> = {
  navigator: 'Navigator', document: 'Document', location: 'Location', history: 'History', performance: 'Performance',
  crypto: 'Crypto', screen: 'Screen', indexedDB: 'IDBFactory', caches: 'CacheStorage', localStorage: 'Storage',
  sessionStorage: 'Storage', visualViewport: 'VisualViewport',
};
const GLOBAL = new Set(['window', 'self', 'globalThis']);
const { globals, builtins } = { globals: api['Window'] ?? {}, builtins: javascript['builtins'] ?? {} };

/** Every feature that has a member of this name, static or not. */
const members = new Map<string, Feature[]>();
for (const owner of [...Object.values(api), ...Object.values(builtins), ...Object.values(builtins['Intl'] ?? {})]) {
  for (const [key, feature] of Object.entries(owner)) {
    if (!isFeature(feature)) continue;
    const name = key.replace(/_(?:static|event)$/, '');
    members.set(name, [...(members.get(name) ?? []), feature]);
  }
}

/** A name of the platform that a script uses. */
export interface Use {
  name: string;
  features: Feature[];
  /** Of an object of which no more is known than that it has this field. */
  isOfAny?: boolean;
  isCalled?: boolean;
}
const NOTHING_OWN = { fields: new Set<string>(), methods: new Set<string>() };

function ofGlobal(name: string): Feature[] {
  return [builtins[name], api[name], globals[name], api[`${name}_static`]].filter(isFeature);
}

/** `crypto.randomUUID`: exactly what is meant; undefined for an object that the platform does not name. */
function ofNamed(owner: string, name: string): Feature[] | undefined {
  if (GLOBAL.has(owner)) return ofGlobal(name);
  const held = [api[INSTANCES[owner] ?? owner], builtins[owner], builtins['Intl']?.[owner], api[`${owner}_static`]].filter(Boolean);
  if (held.length === 0) return undefined;
  return held.flatMap((part) => [part?.[`${name}_static`], part?.[name]]).filter(isFeature);
}

function memberUse(owner: string, name: string): Use {
  const features = ofNamed(owner, name);
  if (features && features.length > 0) return { name: `${owner}.${name}`, features };
  return { name: `.${name}`, features: members.get(name) ?? [], isOfAny: true };
}

function declared(node: Pattern | null | undefined): string[] {
  if (!node) return [];
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'ObjectPattern') return node.properties.flatMap((one) => declared(one.type === 'Property' ? one.value : one));
  if (node.type === 'ArrayPattern') return node.elements.flatMap(declared);
  if (node.type === 'AssignmentPattern') return declared(node.left);
  return node.type === 'RestElement' ? declared(node.argument) : [];
}

function declarations(node: AnyNode): string[] {
  if (node.type === 'VariableDeclarator') return declared(node.id);
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return declared(node.id);
  if (node.type === 'CatchClause') return declared(node.param);
  if (node.type.startsWith('Import') && 'local' in node) return [(node.local as Identifier).name];
  if (!('params' in node)) return [];
  return [...node.params.flatMap(declared), ...('id' in node ? declared(node.id) : [])];
}

function usesOf(node: AnyNode): Use[] {
  if (node.type === 'Identifier') return [{ name: node.name, features: ofGlobal(node.name) }];
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier' && !node.computed) {
    const owner = node.object.type === 'Identifier' ? node.object.name : '';
    return [memberUse(owner, node.property.name)];
  }
  if (node.type === 'ObjectPattern') {
    const keys = node.properties.flatMap((one) => (one.type === 'Property' && one.key.type === 'Identifier' ? [one.key.name] : []));
    return keys.map((name) => memberUse('', name));
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const [{ property }, [first]] = [node.callee, node.arguments];
  if (property.type !== 'Identifier' || node.callee.computed) return [];
  const heard = property.name === 'addEventListener' && first?.type === 'Literal' ? String(first.value) : '';
  const events = heard ? [{ name: `'${heard}'`, features: members.get(heard) ?? [] }] : [];
  const owner = node.callee.object.type === 'Identifier' ? node.callee.object.name : '';
  const call = memberUse(owner, property.name);
  return [...events, ...(call.isOfAny ? [{ ...call, isCalled: true }] : [])];
}

function textsOf(node: AnyNode): string[] {
  if (node.type === 'TemplateElement') return [node.value.cooked ?? ''];
  return node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [];
}

const parsed = new Map<string, AnyNode[] | string>();

/** All nodes of a script; a text where its syntax is newer than all that the oldest browsers read. */
function parsedOnce(code: string): AnyNode[] | string {
  const known = parsed.get(code) ?? nodesOf(code);
  parsed.set(code, known);
  return known;
}

function nodesOf(code: string): AnyNode[] | string {
  try {
    const nodes: AnyNode[] = [];
    full(parse(code, { ecmaVersion: SYNTAX, sourceType: 'module' }), (node) => nodes.push(node as AnyNode));
    return nodes;
  } catch (fault) {
    return `syntax: ${String(fault)}`;
  }
}

function readable(code: string): AnyNode[] {
  const nodes = parsedOnce(code);
  return typeof nodes === 'string' ? [] : nodes;
}

/** What own objects have: fields, and methods, which alone excuse a call. */
export interface Own {
  fields: Set<string>;
  methods: Set<string>;
}

const isFunction = ({ type }: AnyNode): boolean => type === 'FunctionExpression' || type === 'ArrowFunctionExpression';

/** Add the names that a script gives to parts of its own objects. */
export function collectOwn(code: string, own: Own): void {
  for (const node of readable(code)) {
    if (node.type !== 'Property' && node.type !== 'MethodDefinition' && node.type !== 'PropertyDefinition') continue;
    if (node.key.type !== 'Identifier') continue;
    own.fields.add(node.key.name);
    if (node.value && isFunction(node.value)) own.methods.add(node.key.name);
  }
}

/** All that a script uses of the platform, each name once. */
export function uses(code: string, { fields, methods }: Own = NOTHING_OWN): Use[] {
  const nodes = readable(code);
  const own = new Set(nodes.flatMap(declarations));
  const found = nodes.flatMap(usesOf).filter(({ name, isOfAny, isCalled }) => !own.has(name) && !(isOfAny && (isCalled ? methods : fields).has(name.slice(1))));
  return [...new Map(found.filter(({ features }) => features.length > 0).map((use) => [use.name, use])).values()];
}

/** Lacking everywhere where there is a member of this name. */
export function missing({ features }: Use, browsers?: Record<string, string>): string | null {
  const lacks = features.map((feature) => lacking(feature, browsers));
  return lacks.includes(null) ? null : (lacks[0] ?? null);
}

/** What a script uses that the oldest browsers lack: names, syntax, and markup in its texts. */
export function scriptFaults(code: string, own?: Own): string[] {
  const nodes = parsedOnce(code);
  if (typeof nodes === 'string') return [nodes];
  const names = uses(code, own).flatMap((use) => (missing(use) ? [`${use.name}: not in ${missing(use)}`] : []));
  return [...names, ...nodes.flatMap(textsOf).filter((text) => text.includes('<')).flatMap(markupFaults)];
}
