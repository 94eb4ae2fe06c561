/** How often a password may be guessed: sharp for one place, generous for all places together, and never mixed up. */
import type { Config } from "../config.ts";
import { backOff } from "../lib/back-off.ts";
import { limit } from "../lib/limit.ts";

/** One try to log in. */
export type LoginAttempt = {
  /** The name, folded. */
  name: string;
  network: string;
  /** The browser's number, if the person has logged in there before. */
  device: string | undefined;
};

export type LoginThrottle = {
  /** Counts a try before it is made, so that many at once count too. Returns 0, or the seconds to wait. */
  take: (guess: LoginAttempt) => number;
  /** Takes a try back that was right, or that was not made. */
  forgive: (guess: LoginAttempt) => void;
};

type Limits = Pick<Config, "loginsPerName10min" | "loginsPerNameAnywhere10min" | "loginsPerAddress10min">;

const MINUTE = 60_000;
const BACK_OFF = { firstMs: MINUTE / 2, longestMs: 10 * MINUTE, forgetMs: 60 * MINUTE };

/**
 * Three counts. One name from one network, or in one browser that knows the person: after a few tries each next one waits
 * longer. One name from everywhere but those browsers: against guesses from many networks. One network, whatever the
 * name. A stranger elsewhere can therefore keep nobody out of a browser or a network they use.
 */
export function openLoginThrottle(limits: Limits, now?: () => number): LoginThrottle {
  const here = backOff({ free: limits.loginsPerName10min, ...BACK_OFF, now });
  const anywhere = limit({ most: limits.loginsPerNameAnywhere10min, windowMs: 10 * MINUTE, now });
  const ofNetwork = limit({ most: limits.loginsPerAddress10min, windowMs: 10 * MINUTE, now });
  const place = ({ name, network, device }: LoginAttempt) => `${device ?? network} ${name}`;

  return {
    take(guess) {
      if (guess.device !== undefined) return here.take(place(guess));
      return ofNetwork.take(guess.network) || here.take(place(guess)) || anywhere.take(guess.name);
    },
    forgive(guess) {
      here.forgive(place(guess));
      if (guess.device !== undefined) return;
      ofNetwork.forgive(guess.network);
      anywhere.forgive(guess.name);
    },
  };
}
