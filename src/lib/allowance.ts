/** How many requests an address may make: a bucket that fills steadily. Two numbers each, for it stands before everything. */
import { oldestKey } from "./oldest-key.ts";

export type Allowance = {
  /** Counts one request. Returns 0 when it is allowed, else the seconds until the next one will be. */
  take: (who: string) => number;
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
    take(who) {
      const at = now();
      const bucket = buckets.get(who) ?? { left: most, at };
      bucket.left = Math.min(most, bucket.left + ((at - bucket.at) * most) / windowMs);
      bucket.at = at;
      if (!buckets.has(who)) {
        buckets.set(who, bucket);
        if (buckets.size > remembered) buckets.delete(oldest());
      }
      if (bucket.left < 1) return Math.max(1, Math.ceil(((1 - bucket.left) * windowMs) / most / 1000));
      bucket.left--;
      return 0;
    },
  };
}
