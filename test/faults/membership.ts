/**
 * Who is in which room, as far as the answers of the server say: a request without an answer may have been carried out or not,
 * and from when it leaves until there is an answer nothing is certain.
 */
import type { WrittenMessage } from "./writer.ts";

export type Certainty = "yes" | "no" | "unknown";

/** What was so, from when on. */
export type Timeline = {
  now: () => Certainty;
  /** It is so from this moment on. */
  set: (state: Certainty) => void;
  /** Whether it was certainly so all the time between two moments, in ms. */
  was: (state: "yes" | "no", from: number, to: number) => boolean;
};

export function openTimeline(first: Certainty): Timeline {
  const spans = [{ from: 0, state: first }];
  const now = () => spans.at(-1)?.state ?? first;
  return {
    now,
    set(state) {
      if (state !== now()) spans.push({ from: performance.now(), state });
    },
    was(state, from, to) {
      const index = spans.findLastIndex((span) => span.from <= from);
      const end = spans[index + 1]?.from ?? Infinity;
      return spans[index]?.state === state && to < end;
    },
  };
}

/** A room, and what is certain of each person, by their ids. */
export type ModelRoom = {
  id: number;
  slug: string;
  name: string;
  kind: "open" | "closed" | "direct";
  inside: Map<number, Timeline>;
  muted: Map<number, Timeline>;
};

/** @param inside who is in it from the start */
export function openModelRoom(
  room: Pick<ModelRoom, "id" | "slug" | "name" | "kind">,
  people: number[],
  inside: number[],
): ModelRoom {
  const isIn = (id: number) => room.kind === "open" || inside.includes(id);
  return {
    ...room,
    inside: new Map(people.map((id) => [id, openTimeline(isIn(id) ? "yes" : "no")])),
    muted: new Map(people.map((id) => [id, openTimeline("no")])),
  };
}

/** What is certain of a person; it fails for one who is not in the model. */
export function of(timelines: Map<number, Timeline>, person: number): Timeline {
  const timeline = timelines.get(person);
  if (!timeline) throw new Error(`nobody has the id ${person}`);
  return timeline;
}

/**
 * A time, in ms, after which a frame certainly left the server. Ids and revs rise as messages are stored: a frame that tells of
 * one left after every message before it was sent for the first time.
 */
export type Clock = {
  ofId: (id: number) => number;
  ofRev: (rev: number) => number;
};

export function openClock(messages: WrittenMessage[]): Clock {
  const stored = messages.filter((message) => message.id !== undefined && message.rev !== undefined);
  return {
    ofId: latestSince(stored.map(({ id = 0, since }) => [id, since])),
    ofRev: latestSince(stored.map(({ rev = 0, since }) => [rev, since])),
  };
}

/** For a number, the latest time that belongs to one that is not higher. */
function latestSince(pairs: [number, number][]): (value: number) => number {
  const sorted = pairs.toSorted(([one], [other]) => one - other);
  let latest = -Infinity;
  const times = sorted.map(([, since]) => (latest = Math.max(latest, since)));
  return (value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.[0] ?? Infinity) <= value) low = middle + 1;
      else high = middle;
    }
    return times[low - 1] ?? -Infinity;
  };
}
