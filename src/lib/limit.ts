/** Rate limits: how often somebody may do something within a time, exactly, in bounded memory. */

export type Limit = {
  /**
   * Counts one try, or one that weighs as much as several. Returns 0 when it is allowed, else the seconds until the next
   * one will be. A heavy one needs room for one only, but takes all of its weight.
   */
  take: (who: string, weight?: number) => number;
  /** Takes back the latest try, for one that should not count after all. */
  forgive: (who: string) => void;
};

export type LimitOptions = { most: number; windowMs: number; now?: () => number; remembered?: number };

/**
 * A sliding window: at most `most` tries by one in any `windowMs`. Remembers so many people (10,000);
 * after that the one not seen for longest is forgotten.
 *
 * @example
 * const posts = limit({ most: 20, windowMs: 10_000 });
 * const wait = posts.take("7"); // 0, or seconds for Retry-After
 */
export function limit({ most, windowMs, now = () => performance.now(), remembered = 10_000 }: LimitOptions): Limit {
  const tries = new Map<string, number[]>();

  return {
    take(who, weight = 1) {
      const at = now();
      const recent = tries.get(who) ?? [];
      const first = recent.findIndex((time) => time > at - windowMs);
      if (first !== 0) recent.splice(0, first < 0 ? recent.length : first);
      const wait = recent.length < most ? 0 : Math.ceil(((recent.at(-most) ?? at) + windowMs - at) / 1000);
      if (wait === 0) for (let times = 0; times < weight; times++) recent.push(at);
      tries.delete(who); // back in as the one seen last
      tries.set(who, recent);
      if (tries.size > remembered) tries.delete(tries.keys().next().value ?? who);
      return wait;
    },
    forgive: (who) => void tries.get(who)?.pop(),
  };
}
