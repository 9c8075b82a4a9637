/** Where the focus goes when something opens, closes or goes away: into it, back to what opened it, never to nowhere. */

import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';

const CONTROLS = 'input:not([tabindex="-1"]), select, textarea, button, a[href]';

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** What had the focus last: a button that is disabled while it works has lost it before its sheet opens. */
let last: Element | null = null;
/** How many ways back are being taken: meanwhile the focus is not caught elsewhere. */
let leading = 0;
let catchFocus = (): void => undefined;

/** Remember who has the focus; what is returned leads it back there once it is lost. */
export function wayBack(id = ''): () => void {
  const before = isLost() ? last : document.activeElement;
  const lead = (): void => {
    const opener = document.getElementById(id) ?? before;
    if (isLost() && opener instanceof HTMLElement && opener.isConnected) opener.focus();
  };
  return () => {
    leading += 1;
    const again = (): void => {
      lead(); // once more when it is no longer disabled
      leading -= 1;
      catchFocus();
    };
    void tick().then(lead).then(() => setTimeout(again));
  };
}

/** For what appears in a page: it takes the focus, and gives it back to the element of this id when it goes. */
export function takesFocus(id = ''): Attachment<HTMLElement> {
  return (node) => {
    const back = wayBack(id);
    enter(node);
    return back;
  };
}

function enter(node: HTMLElement): void {
  if (node.contains(document.activeElement)) return;
  const first = node.hasAttribute('tabindex') ? node : node.querySelector<HTMLElement>(CONTROLS);
  const chosen = first?.matches('[type=radio]') ? node.querySelector<HTMLElement>('[type=radio]:checked') : null;
  (chosen ?? first)?.focus();
}

/** While this runs: when what has the focus is taken away, it goes to what stood around it. Returns how to end it. */
export function keepFocus(): () => void {
  let trail: Element[] = [];
  const remember = ({ target }: FocusEvent): void => {
    trail = [];
    last = target as Element | null;
    for (let at = target as Element | null; at && at !== document.body; at = at.parentElement) trail.push(at);
  };
  const look = (): void => {
    if (leading > 0 || !isLost() || !trail[0] || trail[0].isConnected) return;
    for (const around of trail.filter((element) => element.isConnected)) {
      if (isLost() && around instanceof HTMLElement) focusOn(around);
    }
  };
  catchFocus = look;
  const watcher = new MutationObserver(() => void tick().then(look));
  watcher.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', remember);
  return () => {
    watcher.disconnect();
    catchFocus = () => undefined;
    document.removeEventListener('focusin', remember);
  };
}

/** A part of the page, although it is no control. */
function focusOn(part: HTMLElement): void {
  if (!part.hasAttribute('tabindex')) {
    part.tabIndex = -1;
    part.addEventListener('blur', () => part.removeAttribute('tabindex'), { once: true });
  }
  part.focus({ preventScroll: true });
}
