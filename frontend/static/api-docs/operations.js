// One operation of the API: what to send, what comes back, and a line for curl.
import { address, make, part, prose } from "./elements.js";
import { examples, fields, kindInWords } from "./schemas.js";

const READS = new Set(["get", "head"]);

export function idOf({ method, path }) {
  return `${method}-${path.replace(/^\/api\/v1\//, "").replace(/[^a-z_-]+/g, "-")}`.replace(/-+$/, "");
}

function contentOf(body) {
  return Object.values(body?.content ?? {})[0] ?? null;
}

function exampleOf(parameter) {
  return parameter.example ?? parameter.schema?.examples?.[0] ?? null;
}

function addressOf({ path, parameters }) {
  const inPath = parameters.filter((one) => one.in === "path");
  const filled = inPath.reduce((whole, one) => {
    const example = exampleOf(one);
    return example === null ? whole : whole.replace(`{${one.name}}`, example);
  }, path);
  const asked = parameters.filter((one) => one.in === "query" && one.required);
  const query = asked.map((one) => `${one.name}=${exampleOf(one) ?? ""}`).join("&");
  return location.origin + filled + (query && `?${query}`);
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The operation as a command; the session's cookie lies in cookies.txt. */
export function curl(operation, document) {
  const { method, definition } = operation;
  const words = ["curl"];
  if (definition.security?.length) words.push("-b cookies.txt");
  else if (!READS.has(method)) words.push("-c cookies.txt");
  if (method !== "get") words.push(`-X ${method.toUpperCase()}`);
  words.push(quoted(addressOf(operation)));
  const content = contentOf(definition.requestBody);
  if (content) {
    const body = examples(content, document).at(-1);
    words.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body ?? {}))}`);
  }
  return words.join(" ");
}

function parameters(operation, document) {
  const rows = operation.parameters.map((one) =>
    make(
      "li",
      {},
      make("span", { of: "field" }, one.name),
      make("span", { of: "kind" }, ` ${one.in}, ${kindInWords(one.schema, document)}${one.required ? ", required" : ""}`),
      one.description ? make("span", { of: "said" }, prose(one.description)) : null,
    ),
  );
  return rows.length ? [make("h4", {}, "Parameters"), make("ul", { of: "fields" }, rows)] : [];
}

function shown(example) {
  return make("pre", { tabindex: "0" }, JSON.stringify(example, null, 2));
}

function requestBody(operation, document) {
  const content = contentOf(operation.definition.requestBody);
  if (!content) return [];
  const given = examples(content, document);
  return [
    make("h4", {}, "Body"),
    fields(content.schema, document),
    given.length ? part(given.length > 1 ? "Examples" : "Example", () => make("div", {}, given.map(shown))) : null,
  ];
}

function answer([status, definition], document) {
  const content = contentOf(definition);
  const given = content && status < "400" ? examples(content, document) : [];
  return make(
    "div",
    { of: "answer" },
    make("span", { of: "status" }, status),
    make("span", {}, prose(definition.description ?? "")),
    content && status < "400" ? part("Fields", () => fields(content.schema, document)) : null,
    given.length ? part("Example", () => make("div", {}, given.map(shown))) : null,
  );
}

function answers(operation, document) {
  const all = Object.entries(operation.definition.responses).sort(([one], [other]) => one.localeCompare(other));
  return [make("h4", {}, "Answers"), all.map((one) => answer(one, document))].flat();
}

function command(operation, document) {
  const text = curl(operation, document);
  const button = make("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
  });
  return [make("h4", {}, "With curl"), make("pre", { of: "command", tabindex: "0" }, text), button];
}

/** The operation as a part that opens; what is inside is made when it opens. */
export function operationPart(operation, document) {
  const { method, path, definition } = operation;
  const details = make(
    "details",
    { of: "operation", id: idOf(operation) },
    make(
      "summary",
      {},
      make("span", { of: READS.has(method) ? "method" : "method writes" }, method.toUpperCase()),
      make("h3", {}, address(path)),
      make("span", { of: "said" }, prose(definition.description ?? definition.summary ?? "")),
    ),
  );
  const open = () =>
    details.append(
      make("div", { of: "inside" }, [
        ...command(operation, document),
        ...parameters(operation, document),
        ...requestBody(operation, document),
        ...answers(operation, document),
      ]),
    );
  details.addEventListener("toggle", open, { once: true });
  return details;
}
