/** Times by the server's clock, which is the one that what is planned goes by: they are said with their time zone. */
import { serverDay, serverHour, serverTime } from "../lib/intl.ts";

/** In ms since 1970. @example hourOf(at) // "02:00 CET" */
export const hourOf = (at: number): string => serverHour().format(at);

/** @example dayOf(at) // "Friday 27 November" */
export const dayOf = (at: number): string => serverDay().format(at);

/** Both. @example timeOf(at) // "Friday 27 November at 02:00 CET" */
export const timeOf = (at: number): string => serverTime().format(at);

/** The next time at which the server's clock shows what was typed, as in "02:00"; nothing when that is no time of day. */
export function nextTime(typed: string, now: number): number | undefined {
  const [, hours, minutes] = /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(typed) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const next = new Date(now);
  next.setHours(Number(hours), Number(minutes), 0, 0);
  if (next.getTime() <= now) next.setDate(next.getDate() + 1);
  return next.getTime();
}
