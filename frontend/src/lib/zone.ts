/** The time zone of this device, as one that every server knows: some browsers say none, or one that has no name. */

const NAMED = /^[A-Z][A-Za-z0-9_-]*(\/[A-Za-z0-9_+-]+)*$/;
const NONE = /^(Etc\/Unknown|Factory|localtime|posixrules)$|^(UTC|GMT)[+-]\d/;
const HOUR_MINUTES = 60;

/** Places that keep these minutes ahead of UTC all year, where no whole hours say it. */
const PLACES: Record<number, string> = {
  [-570]: 'Pacific/Marquesas',
  [-210]: 'America/St_Johns',
  [-150]: 'America/St_Johns',
  210: 'Asia/Tehran',
  270: 'Asia/Kabul',
  330: 'Asia/Kolkata',
  345: 'Asia/Kathmandu',
  390: 'Asia/Yangon',
  525: 'Australia/Eucla',
  570: 'Australia/Darwin',
  630: 'Australia/Lord_Howe',
  765: 'Pacific/Chatham',
  825: 'Pacific/Chatham',
};

/** Whether it is the name of a zone of the IANA list that this device can calculate in. */
export function isZone(name: unknown): name is string {
  if (typeof name !== 'string' || !NAMED.test(name) || NONE.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A zone of the IANA list that is so many minutes ahead of UTC; UTC where there is none. */
export function zoneOfOffset(minutes: number): string {
  const hours = minutes / HOUR_MINUTES;
  if (minutes !== 0 && Number.isInteger(hours) && hours >= -12 && hours <= 14) {
    return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`; // POSIX: west of Greenwich is +
  }
  return PLACES[minutes] ?? 'UTC';
}

/** The zone that this device says, when it says a usable one; else one with the same time of day now. */
export function usableZone(): string {
  const name = said();
  return isZone(name) ? name : zoneOfOffset(-new Date().getTimezoneOffset());
}

function said(): unknown {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
