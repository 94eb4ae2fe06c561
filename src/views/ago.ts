/** A time in the past in words, which are right in every time zone. */
import { relativeTime } from "../lib/intl.ts";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Both in ms. @example ago(at, at + 7_200_000) // "2 hours ago" */
export function ago(at: number, now: number): string {
  const seconds = (now - at) / 1000;
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? [];
  return unit && length ? relativeTime().format(-Math.floor(seconds / length), unit) : "just now";
}

/** A length of time in its largest unit, in words. @example duration(30) // "30 seconds"; duration(3_600) // "hour" */
export function duration(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds % length === 0) ?? ["second", 1];
  const count = seconds / length;
  return count === 1 ? unit : `${count} ${unit}s`;
}
