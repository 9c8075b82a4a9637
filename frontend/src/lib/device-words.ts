/** What a device is called on the page. */

import { m } from './paraglide/messages.js';

/** The server's name for a device that came after as many as it keeps by name. */
const OTHER = 'other device';

export const deviceShown = (name: string): string => (name === OTHER ? m.devices_other() : name);
