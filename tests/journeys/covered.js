// What the element that has the focus is, and what lies over it: null when nothing has the focus.
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  window.reached ??= new WeakMap();
  if (!window.reached.has(element)) window.reached.set(element, (window.numbers = (window.numbers ?? 0) + 1));
  const number = window.reached.get(element);
  // A box or a radio button is seen as the row that draws it.
  const shown = (element.matches('[type=radio], [type=checkbox]') && element.closest('label')) || element;
  const box = [...shown.getClientRects()].find(({ width, height }) => width > 0 && height > 0);
  const name = `${element.tagName.toLowerCase()} "${(element.ariaLabel ?? shown.textContent).trim().slice(0, 40)}"`;
  if (!box) return { number, fault: `${name} is not drawn` };
  const tall = box.height > innerHeight * 0.6; // whatever is done, not all of it can be seen
  let seen = 0;
  for (const x of [0.04, 0.5, 0.96]) {
    for (const y of [0.08, 0.5, 0.92]) {
      const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      if (top === null && !tall) return { number, fault: `${name} is outside the screen` };
      if (top === null) continue;
      if (shown.contains(top) || top.contains(shown)) seen += shown.contains(top) || shown.matches('a, label, g, summary');
      else return { number, fault: `${name} lies under ${top.tagName.toLowerCase()}.${top.className.baseVal ?? top.className}` };
    }
  }
  return { number, fault: seen > 0 ? '' : `${name} is nowhere seen` };
}
