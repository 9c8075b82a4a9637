// What Today needs at its start travels in one file: small files compress badly, and each is a request.
// With what these need themselves (Svelte); what is not named here is divided by the pages that use it.
const FIRST = [
  /\/src\/lib\/(store|rules\/(entry|periods))/,
  /\/src\/lib\/(answer-words|appearance\.svelte|entries|install\.svelte|language\.svelte|saving\.svelte)\.ts$/,
  /\/src\/lib\/(status|today|welcomed|words|worker\/[a-z]+)\.ts$/,
  /\/src\/lib\/components\/(Button|DayMark|Icon|Navigation|StatusLine)\.svelte/,
  /\/src\/lib\/components\/today\/(Answers|FourAnswers|SetUp|Slot|Strip|Yesterday)\.svelte/,
  /\/src\/lib\/paraglide\/(runtime|registry)\.js$/,
  /\/src\/lib\/paraglide\/messages\/(answer|app|day|mark|nav|skip|status|today(?!_(fill|span|days)))_?/,
  /\/node_modules\/idb\//,
];

export const chunks = { groups: [{ name: 'first', test: (id: string) => FIRST.some((one) => one.test(id)) }] };
