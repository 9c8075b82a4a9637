/**
 * What is typed or pasted into any field of any page: nothing that no text may hold, and a word where it is too long.
 *
 * A browser counts `maxlength` in halves of characters and cuts a pasted text without a word. Here characters are
 * counted, as the server does, and what is too long stays in its field, which says so.
 */

import { lengthOfText, withoutControls } from './rules/texts.ts';
import { m } from './paraglide/messages.js';

type Field = HTMLInputElement | HTMLTextAreaElement;

const isText = (field: unknown): field is Field =>
  field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && ['text', 'search'].includes(field.type));

/** Clean the field; the caret stays where it was. */
function clean(field: Field): void {
  const text = withoutControls(field.value);
  if (text === field.value) return;
  const caret = withoutControls(field.value.slice(0, field.selectionStart ?? undefined)).length;
  field.value = text;
  field.setSelectionRange(caret, caret);
}

/** Take the browser's limit from a field and remember it. */
function limit(field: Field): void {
  if (field.maxLength < 0) return;
  field.dataset['most'] = String(field.maxLength);
  field.removeAttribute('maxlength');
}

function judge(field: Field): void {
  const most = Number(field.dataset['most'] ?? Infinity);
  const over = lengthOfText(field.value) - most;
  const before = field.validationMessage;
  field.setCustomValidity(over > 0 ? m.typed_too_long({ most, over }) : '');
  if (over > 0 && !before) field.reportValidity();
}

/** Look at everything that is typed, before the pages do; returns how to stop. */
export function watchTyping(): () => void {
  const entered = ({ target }: Event): void => {
    if (isText(target)) limit(target);
  };
  const typed = (event: Event): void => {
    const { target } = event;
    if (!isText(target) || (event as InputEvent).isComposing) return;
    limit(target);
    clean(target);
    judge(target);
  };
  const early = { capture: true };
  addEventListener('focusin', entered, early);
  addEventListener('input', typed, early);
  return () => {
    removeEventListener('focusin', entered, early);
    removeEventListener('input', typed, early);
  };
}
