/** Instants as a person reads them, in the zone the person lives in. */

export function clockTime(instant: string, zone: string | null): string {
  return format(instant, zone, { hour: '2-digit', minute: '2-digit' });
}

export function dayAndTime(instant: string, zone: string | null): string {
  return format(instant, zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' });
}

/** `2026-11-22`, the day that an instant falls on. */
export function dayOf(instant: string | Date, zone: string | null): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: known(zone) }).format(new Date(instant));
}

/** The heading under which a thread stands in the list. */
export function span(instant: string, now: Date, zone: string | null): string {
  const days = Math.round((Date.parse(dayOf(now, zone)) - Date.parse(dayOf(instant, zone))) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Last 7 days';
  if (days <= 30) return 'Last 30 days';
  return format(instant, zone, { month: 'long', year: 'numeric' });
}

export function greeting(now: Date, zone: string | null): string {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: known(zone) }).format(now));
  if (hour >= 5 && hour < 12) return 'Good morning';
  if (hour >= 12 && hour < 18) return 'Good afternoon';
  return 'Good evening';
}

function format(instant: string, zone: string | null, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: known(zone) }).format(date);
}

/** The zone, or the browser's own when the browser does not know it. */
function known(zone: string | null): string | undefined {
  if (!zone) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}
