/** Whether the diary was set up on this phone, or that was put aside. */

const KEY = 'welcomed';

export const isWelcomed = (): boolean => localStorage.getItem(KEY) !== null;

export const setWelcomed = (): void => localStorage.setItem(KEY, 'yes');
