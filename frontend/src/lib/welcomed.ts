/** Whether the diary was set up on this phone, or that was put aside. */

import { remember, remembered } from './remembered.ts';

const KEY = 'welcomed';

export const isWelcomed = (): boolean => remembered(KEY) !== null;

export const setWelcomed = (): void => void remember(KEY, 'yes');
