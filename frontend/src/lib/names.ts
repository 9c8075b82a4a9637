/** Names of people, places and things: what may stand in one, and how it turns nothing around it. Pure. */

const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROLS = /[\p{Cc}\u2028\u2029]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [ISOLATE, END] = ['\u2068', '\u2069'];
const ISOLATED = /\u2068([^\u2068\u2069]*)\u2069/;

/** A part of a text; `isName`: it stands apart from its surroundings. */
export interface Piece {
  text: string;
  isName: boolean;
}

/** The name without the characters that turn its direction; old names may hold some. */
export const unturned = (name: string): string => name.replace(TURNING, '');

/** A typed name as the server takes it: on one line, nothing unseen that turns it. */
export const tidied = (name: string): string => unturned(name).replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();

/** A name that is put into a line of text: its direction stays inside it; one from left to right needs no marks. */
export function isolated(name: string): string {
  const plain = unturned(name);
  return RIGHT_TO_LEFT.test(plain) ? `${ISOLATE}${plain}${END}` : plain;
}

/** The text in parts, with no marks left: what stood between marks is a name. */
export function pieces(text: string): Piece[] {
  return text
    .split(ISOLATED)
    .map((part, index) => ({ text: unturned(part), isName: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
