import { describe, expect, it } from 'vitest';
import { daysOf, shifted, today } from '#lib/rules/periods.ts';
import { fullDay } from '#lib/words.ts';

const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
const FIRST = Date.UTC(2025, 11, 31);
const LAST = Date.UTC(2028, 0, 2);
const STEP_MS = 5 * 3_600_000 + 17 * 60_000; // comes by every hour of the day within a month
const HOUR_MS = 3_600_000;
const DAYS = daysOf({ start: '2026-01-01', end: '2028-01-01' });

/** The offsets that a zone has in these years change rarely: the moments around each change are looked at closely. */
function momentsOf(offsetAt: (moment: number) => number): number[] {
  const moments: number[] = [];
  for (let moment = FIRST; moment < LAST; moment += STEP_MS) moments.push(moment);
  const changes = moments.filter((moment) => offsetAt(moment) !== offsetAt(moment + STEP_MS));
  const near = changes.flatMap((moment) => Array.from({ length: 40 }, (_, index) => moment + (index - 8) * (HOUR_MS / 2)));
  return [...moments, ...near];
}

/** In a zone: how many moments were looked at, and how many days came out moved. */
function looked(zone: string, dayOf: (moment: Date) => string): { moments: number; moved: number } {
  process.env['TZ'] = zone;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const moments = momentsOf((moment) => new Date(moment).getTimezoneOffset());
  const moved = moments.filter((moment) => dayOf(new Date(moment)) !== format.format(moment)).length;
  return { moments: moments.length, moved };
}

describe('every time zone, two years', () => {
  it('today is the day that a calendar on the wall of that zone shows', () => {
    const found = ZONES.map((zone) => looked(zone, today));
    const moments = found.reduce((sum, one) => sum + one.moments, 0);
    console.log(`${ZONES.length} zones, ${moments} moments, ${found.reduce((sum, one) => sum + one.moved, 0)} days moved`);
    expect(ZONES.length).toBeGreaterThan(400);
    expect(moments).toBeGreaterThan(1_300_000);
    expect(found.filter(({ moved }) => moved > 0)).toEqual([]);
  }, 120_000);

  it('a moment cut out of its ISO text moves days, and that is seen', () => {
    const moved = ['America/Los_Angeles', 'Asia/Tokyo'].map((zone) => looked(zone, (at) => at.toISOString().slice(0, 10)).moved);
    expect(Math.min(...moved)).toBeGreaterThan(500);
  });

  it('a day is spoken as itself, and the day after it is the next one', () => {
    const year = (day: string) => String(Number(day.slice(0, 4)));
    for (const zone of ZONES) {
      process.env['TZ'] = zone;
      const wrong = DAYS.filter((day) => {
        const spoken = fullDay(day).split(' ');
        return spoken[0] !== String(Number(day.slice(8))) || spoken[2] !== year(day) || shifted(shifted(day, 1), -1) !== day;
      });
      expect(wrong, zone).toEqual([]);
    }
  }, 120_000);
});
