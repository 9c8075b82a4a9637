// What the built files use although a browser at the floor lacks it, and why that does no harm.

const ASKED_FOR = 'asked for before it is used';
const OWN = 'a field of our own objects, or of a library that we use';
const LOOKS_BETTER = 'looks or feels better where it is known; nothing depends on it';

export const OPTIONAL: Record<string, string> = {
  '.in': OWN, // of OpenAPI, and of a component's transitions
  '.properties': OWN,
  '.locale': OWN,
  '.opacity': OWN,
  '.gamma': OWN,
  '.beta': OWN,
  '.alpha': OWN,
  '.changed': OWN, // of what a runner tells
  '.equals': OWN,
  '.reconnect': OWN,
  '.brands': ASKED_FOR,
  '.createPolicy': ASKED_FOR,
  '.saveData': ASKED_FOR,
  '.userChoice': 'of an event that only the browsers send that know it',
  'navigator.connection': ASKED_FOR,
  'navigator.share': ASKED_FOR,
  'indexedDB.databases': ASKED_FOR,
  'globalThis.trustedTypes': ASKED_FOR,
  'PublicKeyCredential.isConditionalMediationAvailable': ASKED_FOR,
  'cursor: pointer': LOOKS_BETTER,
  'cursor: default': LOOKS_BETTER,
  '-webkit-tap-highlight-color': LOOKS_BETTER,
  'print-color-adjust: exact': 'stands beside its name with a prefix',
  '@page': 'the margins of the paper are the browser’s own where it is not known',
  rx: 'the corners of a bar are square where it is not known',
  resize: LOOKS_BETTER,
  'scrollbar-color': LOOKS_BETTER,
  'hyphenate-limit-chars': LOOKS_BETTER,
  ':selection': LOOKS_BETTER,
  ':-webkit-resizer': LOOKS_BETTER,
  ':-webkit-inner-spin-button': LOOKS_BETTER,
  'field-sizing': 'the field scrolls where it is not known',
  '<input autocapitalize=sentences>': LOOKS_BETTER,
  '<input autocapitalize=none>': LOOKS_BETTER,
  '<meta name=viewport>': 'for phones; a desk ignores it',
  '<meta name=theme-color>': LOOKS_BETTER,
  '<link rel=icon>': LOOKS_BETTER,
  '<link rel=manifest>': 'for the home screen of those who have one',
  '<link rel=modulepreload>': 'fetched a moment later where it is not known',
};

/** Newer than what nobody has any more, and still not asked for at the start. */
export const NOT_ASKED_FOR: Record<string, string> = {
  'navigator.clipboard': ASKED_FOR,
  '.writeText': ASKED_FOR,
  'navigator.credentials': ASKED_FOR,
  '.rawId': ASKED_FOR,
  '.clientDataJSON': ASKED_FOR,
  '.attestationObject': ASKED_FOR,
  '.authenticatorData': ASKED_FOR,
  PublicKeyCredential: ASKED_FOR,
  'navigator.storage': ASKED_FOR,
  '.persist': ASKED_FOR,
  '.commit': ASKED_FOR,
  '.nonce': OWN,
  '.assignedSlot': 'nothing where it is not known',
  'navigator.maxTouchPoints': 'nothing where it is not known',
  '.isIntersecting': 'comes with IntersectionObserver',
  '.unobserve': 'comes with ResizeObserver',
};
