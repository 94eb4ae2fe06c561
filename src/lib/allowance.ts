/** How much an address may ask for, or an event may log: a bucket that fills steadily. Two numbers each, for it stands before everything. */
import { oldestKey } from "./oldest-key.ts";

export type Allowance = {
  /** Takes what something costs, for a request 1. Returns 0 when it is allowed, else the seconds until it will be. */
  take: (who: string, cost?: number) => number;
};

type Bucket = { left: number; at: number };

export type AllowanceOptions = { most: number; windowMs: number; now?: () => number; remembered?: number };

/**
 * At most `most` at once, and as many again in each `windowMs`. Remembers so many (10,000); after that the one that was
 * first is forgotten.
 */
export function allowance(options: AllowanceOptions): Allowance {
  const { most, windowMs, now = () => performance.now(), remembered = 10_000 } = options;
  const buckets = new Map<string, Bucket>();
  const oldest = oldestKey(buckets);

  return {
    take(who, cost = 1) {
      const at = now();
      const bucket = buckets.get(who) ?? { left: most, at };
      bucket.left = Math.min(most, bucket.left + ((at - bucket.at) * most) / windowMs);
      bucket.at = at;
      if (!buckets.has(who)) {
        buckets.set(who, bucket);
        if (buckets.size > remembered) buckets.delete(oldest());
      }
      if (bucket.left < cost) return Math.max(1, Math.ceil(((cost - bucket.left) * windowMs) / most / 1000));
      bucket.left -= cost;
      return 0;
    },
  };
}
