// Elements and text: the page is never built from markup in a string.

/** An element with a class, attributes and children; a string child becomes text. */
export function make(name, { of = "", ...attributes } = {}, ...children) {
  const element = document.createElement(name);
  if (of) element.className = of;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

/** Prose in which `words between backticks` are code. */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

/** An address that may break after each slash. */
export function address(path) {
  return path.split(/(?<=\/)/).flatMap((piece) => [piece, make("wbr")]);
}

/** A part that opens on demand; its content is made at that moment, since schemas may nest without end. */
export function part(title, content) {
  const details = make("details", { of: "part" }, make("summary", {}, title));
  details.addEventListener("toggle", () => details.append(content()), { once: true });
  return details;
}
