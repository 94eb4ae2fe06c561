/** Up to where people have read: known at once, and stored a few seconds later, many in one write. */
import { type Commit, StorageUnavailable } from "../database/write-queue.ts";
import { noteRead } from "./people.store.ts";

/** How long it may take until a position is stored, in ms. */
const DELAY = 3_000;

export type Positions = {
  /** Somebody has read a room up to a message. Positions only move forward. */
  read: (user: number, room: number, id: number) => void;
  /** Up to which message somebody has read, given what is stored. */
  of: (user: number, room: number, stored: number) => number;
  /** What is stored is right now: somebody has marked messages as unread. */
  forget: (user: number, room: number) => void;
  /** Stores what is not stored yet. */
  close: () => Promise<void>;
};

/** @param moved is told of each position that moved forward */
export function openPositions(
  commit: Commit,
  delay = DELAY,
  moved: (user: number, room: number, id: number) => void = () => {},
): Positions {
  /** By person and room, those that are not stored. */
  const waiting = new Map<string, [user: number, room: number, id: number]>();
  const keyOf = (user: number, room: number) => `${user} ${room}`;
  const timer = setInterval(store, delay);
  timer.unref();

  async function store(): Promise<void> {
    if (waiting.size === 0) return;
    const positions = [...waiting.values()];
    try {
      await commit(noteRead, { positions });
    } catch (error) {
      if (error instanceof StorageUnavailable) return; // the next time tries again
      throw error;
    }
    for (const [user, room, id] of positions) {
      const key = keyOf(user, room);
      if (waiting.get(key)?.[2] === id) waiting.delete(key); // else more was read meanwhile
    }
  }

  return {
    read(user, room, id) {
      const known = waiting.get(keyOf(user, room));
      if (known && known[2] >= id) return;
      waiting.set(keyOf(user, room), [user, room, id]);
      moved(user, room, id);
    },
    of: (user, room, stored) => Math.max(stored, waiting.get(keyOf(user, room))?.[2] ?? 0),
    forget: (user, room) => void waiting.delete(keyOf(user, room)),
    async close() {
      clearInterval(timer);
      await store();
    },
  };
}
