/** What is text, and how long it is: as the server counts. Twin of app/api/schemas/fields.py. */

const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
const NOT_TEXT = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/gu;

/** How many characters a text has. */
export const lengthOfText = (text: string): number => [...text].length;

/** The text without control characters; a half of a character may be followed by the other half. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '');

/** The text without what no text may hold: control characters but tabs and line ends, halves of characters. */
export const cleanText = (text: string): string => text.replace(NOT_TEXT, '');
