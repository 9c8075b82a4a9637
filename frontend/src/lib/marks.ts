/** The marks of a drawing for the keyboard: one stop of the Tab key, then the arrows, as in a list. */

const MARK = 'g[role=img]';

/** Let the keyboard walk from mark to mark; returns how to stop. */
export function walkable(drawing: SVGSVGElement): () => void {
  const marks = [...drawing.querySelectorAll<SVGGElement>(MARK)];
  const stopAt = (at: number): void =>
    marks.forEach((mark, index) => mark.setAttribute('tabindex', index === at ? '0' : '-1'));
  const walk = (event: KeyboardEvent): void => {
    const at = marks.indexOf(document.activeElement as unknown as SVGGElement);
    const last = marks.length - 1;
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const there = Math.min(Math.max(next, 0), last);
    stopAt(there);
    marks[there]?.focus();
  };
  stopAt(0);
  drawing.addEventListener('keydown', walk);
  return () => drawing.removeEventListener('keydown', walk);
}
