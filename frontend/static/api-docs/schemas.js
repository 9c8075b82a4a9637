// What a schema of the OpenAPI document says, in words and as an example.
import { make, part, prose } from "./elements.js";

/** The schema that a reference leads to, and its name there. */
function resolve(schema, document) {
  const name = schema.$ref?.split("/").pop();
  return name ? { ...document.components.schemas[name], name } : schema;
}

/** A schema without its null, and whether null may be given. */
function withoutNull(schema, document) {
  const choices = (schema.anyOf ?? schema.oneOf ?? [schema]).map((one) => resolve(one, document));
  const given = choices.filter((one) => one.type !== "null");
  return { choices: given, nullable: given.length < choices.length };
}

function limits(schema) {
  const least = schema.minimum ?? schema.minLength ?? schema.minItems;
  const most = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  const unit = "maxLength" in schema || "minLength" in schema ? " characters" : "";
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}${unit}`;
  if (most !== undefined) return `, at most ${most}${unit}`;
  if (least !== undefined) return `, at least ${least}${unit}`;
  return "";
}

function kindOf(schema, document) {
  if (schema.enum) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(", ")}`;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.type === "array") return `list of ${kindInWords(schema.items ?? {}, document)}${limits(schema)}`;
  if (schema.additionalProperties?.$ref || schema.additionalProperties?.type) {
    return `object: names to ${kindInWords(schema.additionalProperties, document)}`;
  }
  return `${schema.format ?? schema.type ?? "any value"}${limits(schema)}`;
}

/** The type of a value in words: "date or null", "list of object". */
export function kindInWords(schema, document) {
  const { choices, nullable } = withoutNull(schema, document);
  return [...choices.map((one) => kindOf(one, document)), ...(nullable ? ["null"] : [])].join(" or ");
}

/** The object inside a schema that has fields of its own: itself, its items or its values. */
function objectIn(schema, document) {
  for (const one of withoutNull(schema, document).choices) {
    if (one.properties) return one;
    const inner = one.items ?? (one.additionalProperties?.$ref ? one.additionalProperties : null);
    const found = inner && objectIn(inner, document);
    if (found) return found;
  }
  return null;
}

function field(name, schema, required, document) {
  const inner = objectIn(schema, document);
  const said = schema.description ?? "";
  return make(
    "li",
    {},
    make("span", { of: "field" }, name),
    make("span", { of: "kind" }, ` ${kindInWords(schema, document)}${required ? ", required" : ""}`),
    said && make("span", { of: "said" }, prose(said)),
    inner && part(`Fields of ${name}`, () => fields(inner, document)),
  );
}

/** The fields of an object, one row each; a list's fields are those of its items. */
export function fields(schema, document) {
  const object = objectIn(schema, document);
  if (!object) return make("p", { of: "kind" }, kindInWords(schema, document));
  const required = new Set(object.required ?? []);
  const rows = Object.entries(object.properties).map(([name, one]) => field(name, one, required.has(name), document));
  return make("ul", { of: "fields" }, rows);
}

/** The examples that a body brings, of its own or of its schema. */
export function examples(content, document) {
  const { example, examples: named, schema = {} } = content;
  if (example !== undefined) return [example];
  if (named) return Object.values(named).map((one) => one.value);
  return resolve(schema, document).examples ?? [];
}
