/** Links that carry a secret after their #, also as mail gateways spoil them: `/visit/%23…`, `…>.`, `"…"`. Pure. */

const PAGE_OF_LINK = /^\/(visit|enrol|clinic)(?![a-z0-9_-])/;
const OWN_PAGES = /^\/clinic\/(account|patient)\/?$/;
const SECRET_LENGTH = 43; // 32 bytes as base64url
const MOST_DECODED = 4;

/** The page that such a link opens; null for any other address. */
export function pageOfLink(pathname: string): string | null {
  const found = OWN_PAGES.test(pathname) ? null : PAGE_OF_LINK.exec(pathname);
  return found ? `/${found[1]}/` : null;
}

/** The secret or the code of a link, freed of what was put around it; '' when there is none. */
export function secretOf(link: { pathname: string; hash: string }): string {
  const written = [link.hash, link.pathname.replace(PAGE_OF_LINK, '')].map(decoded);
  for (const text of written) {
    const runs = text.match(/[\w-]+/g) ?? [];
    const secret = runs.find((run) => run.length === SECRET_LENGTH) ?? longest(runs);
    if (secret) return secret;
  }
  return '';
}

// Gateways that pass a link on write %23 as %2523.
function decoded(text: string): string {
  for (let times = 0; times < MOST_DECODED && text.includes('%'); times++) {
    try {
      text = decodeURIComponent(text);
    } catch {
      return text;
    }
  }
  return text;
}

const longest = (runs: string[]): string => runs.reduce((most, run) => (run.length > most.length ? run : most), '');
