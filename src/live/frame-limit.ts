/** How many frames a person's pages may send: what is too much is ignored, and what no page would send ends in a pause. */
import { rateLimit } from "../lib/rate-limit.ts";

/** What to do about a frame: take it in, ignore it, or close the connection it came from. */
export type Verdict = "heed" | "ignore" | "close";

export type FrameLimit = {
  /** Counts one frame of a person, all their connections together. */
  count: (person: number) => Verdict;
  /** Whether new connections of a person are turned away for now. */
  isPaused: (person: number) => boolean;
};

/** So many times the frames that are heeded are more than any number of pages sends. */
const FLOOD = 2;

export type FrameLimitOptions = { most: number; pauseMs: number; keys?: number; now?: () => number };

/** At most `most` frames of a person in 10 seconds are heeded; after twice as many, they are paused for `pauseMs`. */
export function openFrameLimit({ most, pauseMs, keys, now = () => performance.now() }: FrameLimitOptions): FrameLimit {
  const windowMs = 10_000;
  const heeded = rateLimit({ most, windowMs, keys, now });
  const all = rateLimit({ most: FLOOD * most, windowMs, keys, now });
  /** When the pause of a person ends. No bounded map: who floods may not end it by bringing others to flood. */
  const pauses = new Map<number, number>();

  function pause(person: number) {
    for (const [other, until] of pauses) if (until <= now()) pauses.delete(other);
    pauses.set(person, now() + pauseMs);
  }

  return {
    count(person) {
      if (all.take(String(person)) > 0) {
        pause(person);
        return "close";
      }
      return heeded.take(String(person)) === 0 ? "heed" : "ignore";
    },
    isPaused: (person) => (pauses.get(person) ?? 0) > now(),
  };
}
