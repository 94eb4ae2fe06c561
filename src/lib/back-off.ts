/** Waiting longer and longer: a few tries are free, and each one after them costs twice the wait of the one before. */
import type { Limit } from "./limit.ts";

export type BackOffOptions = {
  /** Tries without a wait. */
  free: number;
  /** The wait after the last of them. */
  firstMs: number;
  longestMs: number;
  /** Who has not tried for so long starts afresh. */
  forgetMs: number;
  now?: () => number;
  remembered?: number;
};

type Tries = { count: number; at: number; until: number };

/**
 * Remembers so many (10,000); after that the one not seen for longest is forgotten.
 *
 * @example
 * const guesses = backOff({ free: 10, firstMs: 30_000, longestMs: 600_000, forgetMs: 3_600_000 });
 * const wait = guesses.take("ada 203.0.113.7"); // 0, or seconds for Retry-After
 */
export function backOff(options: BackOffOptions): Limit {
  const { free, firstMs, longestMs, forgetMs, now = () => performance.now(), remembered = 10_000 } = options;
  const known = new Map<string, Tries>();

  return {
    take(who) {
      const at = now();
      let tries = known.get(who);
      if (!tries || at - tries.at >= forgetMs) tries = { count: 0, at, until: 0 };
      known.delete(who); // back in as the one seen last
      known.set(who, tries);
      if (known.size > remembered) known.delete(known.keys().next().value ?? who);
      if (at < tries.until) return Math.ceil((tries.until - at) / 1000);
      tries.count++;
      tries.at = at;
      if (tries.count >= free) tries.until = at + Math.min(firstMs * 2 ** (tries.count - free), longestMs);
      return 0;
    },
    forgive(who) {
      const tries = known.get(who);
      if (!tries) return;
      tries.count--;
      tries.until = 0;
    },
  };
}
