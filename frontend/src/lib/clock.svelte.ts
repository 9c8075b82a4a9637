/** Today, as the page shows it: after midnight, a sleep, a flight or a moved clock it is the new day at once. */

import { untrack } from 'svelte';
import { today as todayAt, type Day } from './rules/periods.ts';

const EVERY_MS = 20_000;
const WAKES = ['focus', 'pageshow', 'online', 'resume', 'visibilitychange'];

/**
 * A finger on its way at midnight means the day that was read: for so long the day before is still meant. After a
 * sleep nothing is meant but now: then midnight is longer ago.
 */
const MOMENT_MS = 1_000;

export class Clock {
  /** The day that is shown as today. */
  today = $state<Day>(todayAt());
  /** The day has changed since the page was opened: what is said of today is said with its date. */
  turned = $state(false);

  /** Read the clock; the page shows the day that it is. */
  look = (): void => {
    const now = todayAt();
    if (now === untrack(() => this.today)) return;
    this.today = now;
    this.turned = true;
  };

  /** Which day a tap on an answer of today is for: the day that it is, read at the tap itself. */
  tapped(): Day {
    const shown = this.today;
    this.look();
    const meant = todayAt(new Date(Date.now() - MOMENT_MS));
    return meant === shown || this.turned ? meant : this.today;
  }

  /** Follow the time: at midnight, whenever the page is woken, and every few seconds. Returns how to stop. */
  start(): () => void {
    let midnight: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      this.look();
      clearTimeout(midnight);
      midnight = setTimeout(look, untilMidnight());
    };
    look();
    const every = setInterval(look, EVERY_MS);
    for (const wake of WAKES) addEventListener(wake, look);
    return () => {
      clearTimeout(midnight);
      clearInterval(every);
      for (const wake of WAKES) removeEventListener(wake, look);
    };
  }
}

function untilMidnight(): number {
  const now = new Date();
  const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return Math.min(next.getTime() - now.getTime() + 1, 2 ** 31 - 1);
}

/** The one clock of this page. */
export const clock = new Clock();
