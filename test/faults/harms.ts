/** What a network does to people, in a place of its own each. */
import type { Proxy } from "../support/proxy.ts";
import type { Random } from "./random.ts";

/** Waits until so many more messages were acknowledged. */
type Talk = { more: (count: number) => Promise<void> };

/** Each does its harm to one place for a while. */
export const HARMS: Record<string, (place: Proxy, random: Random, talk: Talk) => Promise<void>> = {
  async "is cut"(place, random) {
    place.turn("cut");
    await Bun.sleep(random.between(10, 600));
  },
  async "is half open"(place, random) {
    place.turn("half-open");
    await Bun.sleep(random.between(10, 3_000));
  },
  async "goes deaf to the sockets alone"(place, random) {
    place.turn("deaf");
    await Bun.sleep(random.between(10, 100));
  },
  async "loses what people send"(place, random) {
    place.turn("no-requests");
    await Bun.sleep(random.between(10, 2_000));
  },
  async "loses what the server answers"(place, random) {
    place.turn("no-answers");
    await Bun.sleep(random.between(10, 2_000));
  },
  async "is late, and lets one connection overtake another"(place, random, talk) {
    const late = random.fork("late");
    place.pace({ late: () => late.between(0, 900) });
    await talk.more(random.between(1, 20));
  },
  async "carries one byte at a time"(place, random, talk) {
    place.pace({ byByte: true });
    await talk.more(random.between(5, 40));
  },
};

export function mend(place: Proxy): void {
  place.turn("fine");
  place.pace({});
}
