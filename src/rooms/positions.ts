/** Up to where people have read: known at once, and stored a few seconds later, many in one write. */
import { type Commit, StorageUnavailable } from "../database/write-queue.ts";
import { noteRead } from "./people.store.ts";

/** How long it may take until a position is stored, in ms. */
const DELAY = 3_000;

/** Positions that are kept once they are stored; one takes about 150 bytes. */
const KEPT = 20_000;

export type Positions = {
  /** Somebody has read a room up to a message. Positions only move forward; returns whether this one did. */
  read: (user: number, room: number, id: number) => boolean;
  /** Up to which message somebody has read, given what is stored. */
  of: (user: number, room: number, stored: number) => number;
  /** What is stored is right now: somebody has marked messages as unread. */
  forget: (user: number, room: number) => void;
  /** Stores what is not stored yet. */
  store: () => Promise<void>;
  /** Does so for the last time. */
  close: () => Promise<void>;
};

type Options = {
  commit: Commit;
  /** Forgets every cached read; see read-cache.ts. */
  clearReads: () => void;
  /** Is told of each position that moved forward. */
  moved?: (user: number, room: number, id: number) => void;
  /** Positions that are kept, and how long it may take until they are stored, in ms. */
  most?: number;
  delay?: number;
};

type Position = { user: number; room: number; id: number };

/**
 * Storing positions leaves every cached read as it is, for it happens every few seconds. What is cached of a position may
 * therefore be older than the one that is kept here, and counts only where none is.
 */
export function openPositions({
  commit,
  clearReads,
  moved = () => {},
  most = KEPT,
  delay = DELAY,
}: Options): Positions {
  /** By person and room. No bounded map: those that are not stored have to stay. */
  const kept = new Map<string, Position>();
  /** Those of them that are not stored. */
  const waiting = new Set<Position>();
  const keyOf = (user: number, room: number) => `${user} ${room}`;
  const timer = setInterval(store, delay);
  timer.unref();

  async function store(): Promise<void> {
    if (waiting.size === 0) return;
    const all = [...waiting];
    const positions = all.map(({ user, room, id }): [number, number, number] => [user, room, id]);
    try {
      await commit(noteRead, { positions });
    } catch (error) {
      if (error instanceof StorageUnavailable) return; // the next time tries again
      throw error;
    }
    all.forEach((position, index) => {
      if (position.id === positions[index]?.[2]) waiting.delete(position); // else more was read meanwhile
    });
    if (kept.size > most) forgetStored();
  }

  /** From then on they are read from the database. */
  function forgetStored() {
    for (const [key, position] of kept) if (!waiting.has(position)) kept.delete(key);
    clearReads();
  }

  return {
    read(user, room, id) {
      const key = keyOf(user, room);
      const position = kept.get(key) ?? { user, room, id: 0 };
      if (id <= position.id) return false;
      position.id = id;
      kept.set(key, position);
      waiting.add(position);
      moved(user, room, id);
      return true;
    },
    of: (user, room, stored) => Math.max(stored, kept.get(keyOf(user, room))?.id ?? 0),
    forget(user, room) {
      const position = kept.get(keyOf(user, room));
      if (position) waiting.delete(position);
      kept.delete(keyOf(user, room));
    },
    store,
    async close() {
      clearInterval(timer);
      await store();
    },
  };
}
