// In a browser that is too old, floor.js has put a sentence into the page: the app does not start over it.
export function init(): Promise<void> | undefined {
  return 'tooOld' in document.documentElement.dataset ? new Promise(() => undefined) : undefined;
}
