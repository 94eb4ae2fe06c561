/** A bounded map and a rate limit, with fewer keys than they keep and with more: the cost of one use may not jump. */
import { type BoundedMap, boundedMap } from "../../src/lib/bounded-map.ts";
import { rateLimit } from "../../src/lib/rate-limit.ts";
import { median } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import type { Options } from "./options.ts";

/** What both keep: the default of SESSIONS_IN_MEMORY and RATE_LIMIT_KEYS. */
const SESSIONS = 20_000;
const LIMIT_KEYS = 100_000;
const USES = 300_000;
/** Keys are used in an order that looks like chance and is the same in every run: steps of a prime number. */
const STEP = 7_919;

type Session = { id: string; member: { id: number; name: string } };

export async function bounds({ times }: Options): Promise<Outcome> {
  const sessions = compare(SESSIONS, times, () => {
    const map = boundedMap<string, Session>({ most: SESSIONS });
    return (key) => void (map.get(key) ?? load(map, key));
  });
  const limit = compare(LIMIT_KEYS, times, () => rateLimit({ most: 20, windowMs: 10_000, keys: LIMIT_KEYS }).take);
  return {
    title: "Bounded maps and rate limits beyond their bound",
    figures: [
      { what: "looking a session up", value: sessions.ratio, unit: "× at half", atMost: 3 },
      { what: "counting a try", value: limit.ratio, unit: "× at half", atMost: 3 },
    ],
    tables: [
      {
        columns: ["ns of CPU per use (all runs)", "a quarter as many keys", "half as many", "twice as many"],
        rows: [
          [`looking a session up, ${SESSIONS.toLocaleString("en")} kept`, ...sessions.cells],
          [`counting a try, ${LIMIT_KEYS.toLocaleString("en")} kept`, ...limit.cells],
        ],
      },
    ],
    notes: [
      "In the process of the benchmark itself: keys of 22 characters, all used equally often. A map moves the keys that are used to its young generation once they are half of what it keeps; below that a use is a look-up. With twice as many keys as are kept, a session that is not found is put in; reading it from the database comes on top in a server.",
    ],
  };
}

function load(map: BoundedMap<string, Session>, key: string): void {
  map.set(key, { id: key, member: { id: key.length, name: "Ada" } });
}

/** The cost of a use with a quarter, a half and twice as many keys as are kept, in turns. */
function compare(kept: number, times: number, open: () => (key: string) => unknown) {
  const quarter: number[] = [];
  const half: number[] = [];
  const twice: number[] = [];
  for (let time = 0; time <= times; time++) {
    const costs = [kept / 4, kept / 2, kept * 2].map((count) => costOf(open(), count));
    if (time === 0) continue; // warm
    [quarter, half, twice].forEach((all, index) => all.push(costs[index] ?? NaN));
  }
  return {
    ratio: median(twice) / median(half),
    cells: [quarter, half, twice].map((all) => `${show(median(all))} (${all.map(show).join(", ")})`),
  };
}

/** CPU time in ns of one use, once every key was used. */
function costOf(use: (key: string) => unknown, count: number): number {
  const keys = Array.from({ length: count }, (_, index) => `session-${index}`.padEnd(22, "x"));
  for (const key of keys) use(key);
  const before = process.cpuUsage();
  for (let turn = 0, index = 0; turn < USES; turn++, index = (index + STEP) % count) use(keys[index] ?? "");
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / USES;
}
