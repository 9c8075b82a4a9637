/** What this device is called among the places where somebody is signed in. */

import Bowser from 'bowser';

/** The browser and the system, as far as they tell: "Chrome, Android"; the model of a phone is not asked for. */
export function deviceName(agent: string = navigator.userAgent): string {
  const { browser, os } = Bowser.parse(agent);
  return [browser.name, os.name].filter(Boolean).join(', ');
}
