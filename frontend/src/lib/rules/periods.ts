/** Calendar days as YYYY-MM-DD and half-open periods of them. Twin of app/rules/periods.py. */

/** A calendar day of the patient, YYYY-MM-DD. Never a moment: no zone can move it. */
export type Day = string;

const DAY_MS = 86_400_000;

/** Number of the day since 1970-01-01; the calculation is in UTC, where every day has 24 hours. */
function numberOf(day: Day): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, date);
  return Math.round(moment.getTime() / DAY_MS);
}

/** The day so many days later, or earlier when negative. */
export function shifted(day: Day, days: number): Day {
  return new Date((numberOf(day) + days) * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one day to another; negative when the other is earlier. */
export function daysBetween(first: Day, second: Day): number {
  return numberOf(second) - numberOf(first);
}

/** Day of the week, Monday = 0. */
export function weekday(day: Day): number {
  return (((numberOf(day) + 3) % 7) + 7) % 7;
}

/** Whether it is a day of the calendar, written YYYY-MM-DD. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const moment = new Date(`${value}T12:00:00Z`);
  return value >= '0001' && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value);
}

/** Today by this device's calendar: its own year, month and date, whatever the zone. */
export function today(now: Date = new Date()): Day {
  const year = String(now.getFullYear()).padStart(4, '0');
  const month = String(now.getMonth() + 1).padStart(2, '0');
  return `${year}-${month}-${String(now.getDate()).padStart(2, '0')}`;
}

/** The days from `start` up to, but not including, `end`. */
export interface Period {
  start: Day;
  end: Day;
}

/** How many days; 0 when it is empty. */
export function lengthOf(period: Period): number {
  return Math.max(0, daysBetween(period.start, period.end));
}

/** Every day of a period in order. */
export function daysOf(period: Period): Day[] {
  return Array.from({ length: lengthOf(period) }, (_, index) => shifted(period.start, index));
}

/** The calendar month (YYYY-MM) of a day. */
export function monthOf(day: Day): string {
  return day.slice(0, 7);
}

/** The month so many months later, or earlier when negative. */
export function monthShifted(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + months;
  const moved = `${String(Math.floor(index / 12)).padStart(4, '0')}`;
  return `${moved}-${String((((index % 12) + 12) % 12) + 1).padStart(2, '0')}`;
}

/** The days of a calendar month, cut after `asOf` where that lies within it. */
export function monthPeriod(month: string, asOf?: Day): Period {
  const start = `${month}-01`;
  const end = `${monthShifted(month, 1)}-01`;
  const cut = asOf !== undefined && asOf < end ? shifted(asOf, 1) : end;
  return { start, end: cut < start ? start : cut };
}
