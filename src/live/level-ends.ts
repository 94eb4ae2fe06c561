/** What people hear of a room for a while ends by itself: their pages are told so. One timer waits for whichever is next. */
import type { Database } from "bun:sqlite";

import type { WriteQueue } from "../database/write-queue.ts";
import { levelChanged } from "../rooms/people.store.ts";
import { findEntryById, type LevelEnd, listLevelEnds } from "../rooms/store.ts";

/** Longest that a timer waits, in ms: the clock may be set meanwhile, and the machine may sleep. */
const LONGEST = 60_000;

type Deps = {
  queue: Pick<WriteQueue, "on">;
  db: Database;
  /** Somebody hears another part of a room now. */
  ended: (user: number) => void;
};

export type LevelEnds = { close: () => void };

export function openLevelEnds({ queue, db, ended }: Deps): LevelEnds {
  const keyOf = ({ user, room }: Pick<LevelEnd, "user" | "room">) => `${user} ${room}`;
  /** Those that are still to come, by person and room. */
  const ends = new Map(listLevelEnds(db, Date.now()).map((end) => [keyOf(end), end]));
  let timer: Timer | undefined;

  queue.on(levelChanged, ({ user, room }) => {
    const at = findEntryById(db, room, user)?.standing.levelUntil ?? null;
    const key = keyOf({ user, room });
    const isKnown = ends.delete(key);
    if (at !== null) ends.set(key, { user, room, at });
    if (isKnown || at !== null) wait();
  });

  function wait() {
    clearTimeout(timer);
    if (ends.size === 0) return;
    const next = ends.values().reduce((soonest, { at }) => Math.min(soonest, at), Infinity);
    timer = setTimeout(tell, Math.min(Math.max(next - Date.now(), 0), LONGEST));
    timer.unref();
  }

  function tell() {
    const now = Date.now();
    const over = [...ends].filter(([, { at }]) => at <= now);
    for (const [key] of over) ends.delete(key);
    for (const user of new Set(over.map(([, { user }]) => user))) ended(user);
    wait();
  }

  wait();
  return { close: () => clearTimeout(timer) };
}
