// Input that is nowhere but on the screen. While there is some, no update reloads the page.
const held = new Set<symbol>();

/** Say that something unsaved is on the screen; call what comes back once it is saved or thrown away. */
export function holdInput(): () => void {
  const one = Symbol('unsaved');
  held.add(one);
  return () => held.delete(one);
}

export function isAnythingUnsaved(): boolean {
  return held.size > 0;
}
