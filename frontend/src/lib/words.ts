/** Dates and numbers in the words of the language that is shown. */

import { language } from './language.svelte.ts';
import { m } from './paraglide/messages.js';
import { daysBetween, today as todayHere, type Day } from './rules/periods.ts';
import { usableZone } from './zone.ts';

// Day before month and 24 hours: what English says outside the United States.
const SPOKEN: Record<string, string> = { en: 'en-GB' };
const made = new Map<string, Intl.DateTimeFormat>();

function spoken(): string {
  return SPOKEN[language.shown] ?? language.shown;
}

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = spoken() + JSON.stringify(options);
  const known = made.get(key);
  if (known) return known;
  const one = new Intl.DateTimeFormat(spoken(), options);
  made.set(key, one);
  return one;
}

function formatted(day: Day, options: Intl.DateTimeFormatOptions): string {
  // A day has no zone; a format that was made keeps that of its making, and phones travel.
  return written(day, new Date(`${day}T12:00:00Z`), { ...options, timeZone: 'UTC' });
}

/** The moment in words. Where this device cannot make them, it stays as it stands: no text takes its page with it. */
function written(text: string, moment: Date, options: Intl.DateTimeFormatOptions): string {
  try {
    return format(options).format(moment);
  } catch {
    return text;
  }
}

/** Thursday 16 October. */
export const longDay = (day: Day): string =>
  formatted(day, { weekday: 'long', day: 'numeric', month: 'long' });

/** 16 October. */
export const shortDay = (day: Day): string => formatted(day, { day: 'numeric', month: 'long' });

/** 16 October 2026. */
export const fullDay = (day: Day): string =>
  formatted(day, { day: 'numeric', month: 'long', year: 'numeric' });

/** Thu 16. */
export const tinyDay = (day: Day): string => formatted(day, { weekday: 'short', day: 'numeric' });

/** T. */
export const weekdayLetter = (day: Day): string => formatted(day, { weekday: 'narrow' });

/** Thu. */
export const weekdayShort = (day: Day): string => formatted(day, { weekday: 'short' });

/** October 2026. */
export const monthName = (month: string): string => formatted(`${month}-01`, { month: 'long', year: 'numeric' });

/** O. */
export const monthLetter = (month: string): string => formatted(`${month}-01`, { month: 'narrow' });

/** 07:42. */
export const clockTime = (moment: string): string =>
  written(moment, new Date(moment), { hour: '2-digit', minute: '2-digit', timeZone: usableZone() });

/** 07:42, or 16 October when that was on another day than `today`. */
export function momentNear(moment: string, today: Day): string {
  const day = todayHere(new Date(moment));
  return day === today ? clockTime(moment) : shortDay(day);
}

/** Today, 07:42; 16 October, 07:42; with the year when that is another one. */
export function momentInWords(moment: string, today: Day): string {
  const day = todayHere(new Date(moment));
  const spokenDay = day.slice(0, 4) === today.slice(0, 4) ? shortDay(day) : fullDay(day);
  return `${day === today ? m.sheet_today() : spokenDay}, ${clockTime(moment)}`;
}

/** "today", "yesterday", else the weekday within a week, else the date. */
export function dayNear(day: Day, today: Day): string {
  const ago = daysBetween(day, today);
  if (ago === 0) return m.day_today();
  if (ago === 1) return m.day_yesterday();
  return ago > 1 && ago < 7 ? formatted(day, { weekday: 'long' }) : shortDay(day);
}

/** A figure with one decimal, as everywhere. */
export const oneDecimal = (figure: number): string =>
  new Intl.NumberFormat(spoken(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(figure);
