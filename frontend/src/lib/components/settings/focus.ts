/** Put the focus on the first field that something is wrong with, in the order of the page. */
export function focusFirstFault(form: HTMLElement | undefined, faults: Record<string, unknown>): void {
  if (Object.keys(faults).length > 0) form?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}
