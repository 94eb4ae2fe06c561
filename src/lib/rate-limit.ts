/** How often somebody may do something. */
import { boundedMap } from "./bounded-map.ts";

export type RateLimit = {
  /**
   * Counts one try, or one that costs as much as several. Returns 0 when it is allowed, else the seconds until the next one
   * will be. A costly one needs room for one only, but takes all that it costs, as far as that is paid for in one more
   * window; a try that is not allowed costs nothing.
   */
  take: (key: string, cost?: number) => number;
  /** Takes back a try that should not count after all. */
  forgive: (key: string) => void;
};

export type RateLimitOptions = {
  /** Tries at once, and in each window of time from then on. */
  most: number;
  windowMs: number;
  /** Keys that are remembered; the one not seen for longest is forgotten, and starts afresh. */
  keys?: number;
  now?: () => number;
};

/**
 * The generic cell rate algorithm: one number for each key, the time at which all that was taken is paid for.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 * @example
 * const posts = rateLimit({ most: 20, windowMs: 10_000 });
 * const wait = posts.take("7"); // 0, or seconds for Retry-After
 */
export function rateLimit({
  most,
  windowMs,
  keys = 100_000,
  now = () => performance.now(),
}: RateLimitOptions): RateLimit {
  const interval = windowMs / most;
  /** When each key's tries are paid for, as an object: a number that is replaced would be set anew each time. */
  const paidAt = boundedMap<string, { time: number }>({ most: keys });

  return {
    take(key, cost = 1) {
      const at = now();
      const known = paidAt.get(key);
      const from = Math.max(known?.time ?? at, at);
      const late = from + interval - at - windowMs;
      if (late > interval / 1e6) return Math.max(1, Math.ceil(late / 1000));
      const time = Math.min(from + cost * interval, at + 2 * windowMs - interval);
      if (known) known.time = time;
      else paidAt.set(key, { time });
      return 0;
    },
    forgive(key) {
      const known = paidAt.get(key);
      if (known) known.time -= interval;
    },
  };
}
