/** How often a password may be guessed: few times in one place, more often in all places together, each counted by itself. */
import type { Config } from "../config.ts";
import { type RateLimit, rateLimit } from "../lib/rate-limit.ts";

/** One try to log in. */
export type LoginAttempt = {
  /** The name, folded. */
  name: string;
  network: string;
  /** The browser's number, if the person has logged in there before. */
  device: string | undefined;
};

export type LoginThrottle = {
  /** Counts a try before it is made, so that many at once count too. Returns 0, or the seconds until the next is possible. */
  take: (guess: LoginAttempt) => number;
  /** Takes a try back that was right, or that was not made. */
  forgive: (guess: LoginAttempt) => void;
};

type Limits = Pick<
  Config,
  "loginsPerName10min" | "loginsPerNameAnywhere10min" | "loginsPerAddress10min" | "rateLimitKeys"
>;

/**
 * Three limits. One name from one network, or in one browser that knows the person. One name from everywhere but those
 * browsers: against guesses from many networks. One network, whatever the name. A stranger elsewhere can therefore keep
 * nobody out of a browser or a network they use.
 */
export function openLoginThrottle(limits: Limits, now?: () => number): LoginThrottle {
  const per10min = (most: number) => rateLimit({ most, windowMs: 600_000, keys: limits.rateLimitKeys, now });
  const here = per10min(limits.loginsPerName10min);
  const anywhere = per10min(limits.loginsPerNameAnywhere10min);
  const ofNetwork = per10min(limits.loginsPerAddress10min);

  /** The limits that a try counts for, each with its key. */
  function countsOf({ name, network, device }: LoginAttempt): [RateLimit, string][] {
    if (device !== undefined) return [[here, `${device} ${name}`]];
    return [[ofNetwork, network], [here, `${network} ${name}`], [anywhere, name]]; // prettier-ignore
  }

  return {
    take(guess) {
      const taken: [RateLimit, string][] = [];
      for (const [limit, key] of countsOf(guess)) {
        const wait = limit.take(key);
        if (wait > 0) {
          for (const [other, its] of taken) other.forgive(its); // a try that is not made costs nothing
          return wait;
        }
        taken.push([limit, key]);
      }
      return 0;
    },
    forgive(guess) {
      for (const [limit, key] of countsOf(guess)) limit.forgive(key);
    },
  };
}
