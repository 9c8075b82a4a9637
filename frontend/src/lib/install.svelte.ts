/** Putting the app on the home screen: what this phone offers, and asking for it. */

interface Offer extends Event {
  prompt(): Promise<unknown>;
  userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

let offer = $state.raw<Offer | null>(null);

export const install = {
  /** Whether the browser can be asked to install. */
  get offered(): boolean {
    return offer !== null;
  },
};

/** Called once: the browser offers it early, and the offer waits for Settings or the first screens. */
export function startInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as Offer;
  });
}

/** Ask; true when it was accepted. */
export async function askToInstall(): Promise<boolean> {
  const asked = offer;
  offer = null;
  await asked?.prompt();
  return (await asked?.userChoice)?.outcome === 'accepted';
}

/** Whether this is the app on the home screen, not a page in a browser. */
export function isInstalled(): boolean {
  const apple = (navigator as { standalone?: boolean }).standalone === true;
  return apple || matchMedia('(display-mode: standalone)').matches;
}

/** An iPhone or an iPad, which calls itself a Mac. */
export function isApplePhone(): boolean {
  const pad = navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1;
  return pad || /iPhone|iPad|iPod/.test(navigator.userAgent);
}

/** In a browser of Apple's: what is logged here stays here, and goes after a week without use. */
export const isInBrowserOfApple = (): boolean => isApplePhone() && !isInstalled();
