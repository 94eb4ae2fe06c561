/**
 * What the runtime knows of languages. Each takes one to two megabytes and is made when it is first asked for: a server
 * that nobody visits has no use for it.
 */
import { lazy } from "./lazy.ts";

export const collator = lazy(() => new Intl.Collator("en"));

/** Cuts a text into what people take for characters. */
export const segmenter = lazy(() => new Intl.Segmenter());

export const relativeTime = lazy(() => new Intl.RelativeTimeFormat("en"));

/** A month with its year, as in UTC. */
export const month = lazy(() => new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }));

const hour = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;

/** An hour by the server's clock, with its time zone: "02:00 CET". */
export const serverHour = lazy(() => new Intl.DateTimeFormat("en-GB", hour));

const day = { weekday: "long", day: "numeric", month: "long" } as const;

/** A day by the server's clock: "Friday 27 November". */
export const serverDay = lazy(() => new Intl.DateTimeFormat("en-GB", day));

/** Both: "Friday 27 November at 02:00 CET". */
export const serverTime = lazy(() => new Intl.DateTimeFormat("en-GB", { ...day, ...hour }));
