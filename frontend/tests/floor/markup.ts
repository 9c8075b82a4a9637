// Elements and attributes that the oldest browsers do not know, in pages and in the texts that templates are made of.
import { html, lacking, type Feature } from './support.ts';

const TAG = /<([a-z][a-z0-9-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;
const { elements, everywhere } = { elements: html['elements'] ?? {}, everywhere: html['global_attributes'] ?? {} };

function attributeFeatures(element: Feature | undefined, name: string, value: string): (Feature | undefined)[] {
  const attribute = element?.[name] ?? everywhere[name];
  const exact = attribute?.[value] ?? attribute?.[`${name}_${value}`] ?? element?.[`${name}_${value}`];
  return [attribute, value ? exact : undefined];
}

/** What is in a piece of markup that the oldest browsers lack. */
export function markupFaults(markup: string): string[] {
  return [...markup.matchAll(TAG)].flatMap(([, tag = '', attributes = '']) => {
    const element = elements[tag.toLowerCase()];
    const lacks = lacking(element);
    const own = lacks ? [`<${tag}>: not in ${lacks}`] : [];
    const inside = [...attributes.matchAll(ATTRIBUTE)].flatMap(([, name = '', ...values]) => {
      const value = values.find((one) => one !== undefined) ?? '';
      const without = attributeFeatures(element, name, value).map((feature) => lacking(feature)).find(Boolean);
      return without ? [`<${tag} ${name}${value ? `=${value}` : ''}>: not in ${without}`] : [];
    });
    return [...own, ...inside];
  });
}
