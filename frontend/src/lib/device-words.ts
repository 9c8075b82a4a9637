/** What a device is called on the page. */

import { m } from './paraglide/messages.js';

/** The server's own names: for a device that came after as many as it keeps by name, and for one that said none. */
const THEIRS = new Map([
  ['other device', m.devices_other],
  ['unnamed', m.attention_device_unnamed],
]);

export const deviceShown = (name: string): string => THEIRS.get(name)?.() ?? name;
