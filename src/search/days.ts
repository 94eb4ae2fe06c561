/** Days as people count them: in the time zone they are in, with 23 hours and 25 where the clocks change. */

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Names and offsets from UTC; Temporal takes whole dates as well. */
const ZONE = /^(?:[a-z][\w+/-]*|[+-]\d\d:?\d\d)$/i;

/** Whether a time zone of that name is known, one that a browser gives. */
export function isZone(name: string): boolean {
  try {
    return (
      ZONE.test(name) && Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).epochMilliseconds === 0
    );
  } catch {
    return false;
  }
}

/**
 * When a day begins in a time zone, or so many days later, in ms since 1970; nothing when none is given, NaN when it is none.
 * @param zone one that is known, or "" for UTC
 * @example startOfDay("2026-03-29", "Europe/Berlin") // 23:00 in UTC of the day before
 */
export function startOfDay(date: string, zone: string, daysLater = 0): number | undefined {
  if (date === "") return undefined;
  if (!DATE.test(date)) return NaN;
  try {
    const day = Temporal.PlainDate.from(date).add({ days: daysLater });
    return day.toZonedDateTime(zone || "UTC").startOfDay().epochMilliseconds;
  } catch {
    return NaN;
  }
}
