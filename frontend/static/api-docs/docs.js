// The page of the API, made from the OpenAPI document that the server hands out.
import { address, make, prose } from "./elements.js";
import { idOf, operationPart } from "./operations.js";

const METHODS = ["get", "put", "post", "patch", "delete"];

function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({
      path,
      method,
      definition: item[method],
      parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])],
    })),
  );
}

function byTag(operations) {
  const groups = new Map();
  for (const operation of operations) {
    const tag = operation.definition.tags?.[0] ?? "other";
    groups.set(tag, [...(groups.get(tag) ?? []), operation]);
  }
  return groups;
}

function titled(tag) {
  return tag.charAt(0).toUpperCase() + tag.slice(1).replaceAll("_", " ");
}

function contents(groups) {
  return [...groups].flatMap(([tag, operations]) => [
    make("h2", {}, titled(tag)),
    make(
      "ul",
      {},
      operations.map((one) =>
        make(
          "li",
          {},
          make(
            "a",
            { href: `#${idOf(one)}` },
            make("span", { of: "verb" }, one.method.toUpperCase()),
            make("span", {}, address(one.path.replace(/^\/api\/v1/, "").replace("/diaries/{diary_id}", "…"))),
          ),
        ),
      ),
    ),
  ]);
}

function groupPart(tag, operations, document) {
  const title = make("h2", { id: `tag-${tag}` }, titled(tag));
  return make(
    "section",
    { of: "group", "aria-labelledby": `tag-${tag}` },
    title,
    operations.map((one) => operationPart(one, document)),
  );
}

function openAsked() {
  const asked = window.document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!asked || asked.tagName !== "DETAILS") return;
  asked.open = true;
  asked.scrollIntoView();
  asked.querySelector("summary").focus({ preventScroll: true });
}

async function show() {
  const state = window.document.getElementById("state");
  try {
    const answer = await fetch("/api/v1/openapi.json");
    const document = await answer.json();
    const groups = byTag(operationsOf(document));
    window.document.getElementById("version").textContent = `Version ${document.info.version}`;
    window.document.getElementById("description").append(...prose(document.info.description ?? ""));
    window.document.getElementById("contents").append(...contents(groups));
    const parts = [...groups].map(([tag, operations]) => groupPart(tag, operations, document));
    window.document.getElementById("operations").append(...parts);
    state.remove();
  } catch {
    state.textContent = "The description could not be read. Is the server running?";
    return;
  }
  openAsked();
  window.addEventListener("hashchange", openAsked);
}

show();
