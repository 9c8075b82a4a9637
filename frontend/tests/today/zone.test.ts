import { afterEach, describe, expect, it, vi } from 'vitest';
import { clockTime, fullDay, longDay, momentNear } from '#lib/words.ts';
import { isZone, usableZone, zoneOfOffset } from '#lib/zone.ts';

/** What browsers were seen to say, and what they might. */
const NONE = [
  'Etc/Unknown', undefined, null, '', 'UTC+3', 'UTC-3', 'GMT+03:00', '+03:00', '-0330', 'Factory', 'localtime', 'posixrules',
  'Mars/Olympus', 'Europe/Berlin ', 'Europe/', '/', 'unknown', 'GMT+3', 7, {}, ':/etc/localtime', 'Deutschland', 'W. Europe Standard Time',
];
const SOME = ['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'Etc/GMT-14', 'America/Port-au-Prince', 'GMT', 'CET'];

const real = Intl.DateTimeFormat;
/** A device that says this zone; the formatter itself is real, and throws at what is none. */
function says(timeZone: unknown): void {
  const format = (...given: ConstructorParameters<typeof Intl.DateTimeFormat>) => {
    const one = new real(...given);
    return { format: one.format, resolvedOptions: () => ({ ...one.resolvedOptions(), timeZone }) };
  };
  vi.stubGlobal('Intl', { ...Intl, DateTimeFormat: Object.assign(function (...given: []) { return format(...given); }) });
}

afterEach(() => vi.unstubAllGlobals());

describe('the zone that is sent', () => {
  it('is always one that every device and server can calculate in', () => {
    const sent = NONE.map((zone) => {
      says(zone);
      return usableZone();
    });
    expect(sent.filter((zone) => !isZone(zone))).toEqual([]);
    expect(sent).toHaveLength(23);
  });

  it('is what the device says, where that is one', () => {
    expect(SOME.map((zone) => (says(zone), usableZone()))).toEqual(SOME);
  });

  it('and what devices say would not do: none of it is a zone, and a formatter throws at most of it', () => {
    expect(NONE.filter(isZone)).toEqual([]);
    const throwing = NONE.filter((zone) => {
      try {
        new real('en', { timeZone: zone as string });
        return false;
      } catch {
        return true;
      }
    });
    expect(throwing.length).toBeGreaterThan(15);
  });

  it('has the same time of day as the device, whatever the minutes ahead of UTC', () => {
    const quarters = Array.from({ length: 105 }, (_, index) => (index - 48) * 15);
    const zones = quarters.map((minutes) => [minutes, zoneOfOffset(minutes)] as const);
    expect(zones.filter(([, zone]) => !isZone(zone))).toEqual([]);
    const hours = zones.filter(([minutes]) => minutes % 60 === 0);
    const at = new Date('2026-01-15T12:00:00Z');
    const wrong = hours.filter(([minutes, timeZone]) => {
      const shown = new real('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', day: '2-digit' }).format(at);
      const moved = new Date(at.getTime() + minutes * 60_000);
      return shown !== new real('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', day: '2-digit' }).format(moved);
    });
    expect(wrong).toEqual([]);
    expect(hours).toHaveLength(27);
  });
});

describe('words of moments and days', () => {
  it('are said on every device, and what is no moment stays as it stands', () => {
    for (const zone of NONE) {
      says(zone);
      expect(clockTime('2025-10-16T07:42:00Z')).toMatch(/^\d\d:\d\d$/);
    }
    const odd = ['', 'never', '2026-99-99', 'undefined'];
    expect(odd.map((text) => [clockTime(text), longDay(text), fullDay(text)])).toEqual(odd.map((text) => [text, text, text]));
    expect(() => momentNear('never', '2026-01-01')).not.toThrow();
  });

  it('would throw without that care', () => {
    expect(() => new real('en').format(new Date('never'))).toThrow(RangeError);
    expect(() => new real('en', { timeZone: 'Etc/Unknown' })).toThrow(RangeError);
  });
});
