/**
 * What pages missed while they were away. When a server or a network comes back, thousands ask for the same at once, so
 * answers are cached for the turn of the event loop in which they were found, and no longer.
 */
import type { Database } from "bun:sqlite";

import { type BoundedMap, boundedMap } from "../lib/bounded-map.ts";
import { withReactions } from "../messages/changes.store.ts";
import type { RowCache } from "../messages/row.tsx";
import { changesInRoom, latestRev } from "../messages/store.ts";
import { goneSince } from "../rooms/retention.store.ts";
import { changedUsers } from "../users/store.ts";
import { firstFrame } from "./broadcast.ts";
import { goneFrame, usersFrame } from "./views.tsx";

export type CatchUp = {
  /** The rev of the latest change. */
  latest: () => number;
  /** The first frame of what changed in a room after a rev, and the rev it leads to; nothing when nothing did. */
  after: (room: number, rev: number) => CatchUpFrame | undefined;
  /** The frame with the people who changed after a rev; nothing when nobody did. */
  users: (rev: number) => string | undefined;
  /** The frame that says up to where a room is gone, if more of it is since a rev. */
  gone: (room: number, rev: number) => string | undefined;
  /** To be called after a commit. */
  forget: () => void;
};

/** `reacted`: the ids of the messages in it that have reactions. */
export type CatchUpFrame = { frame: string; rev: number; reacted: number[] };

/** Most rows read for one frame. */
const ROWS = 100;
/** Most answers kept at once, of which the latest half always are; a frame may have 128 KB. */
const KEPT = 16;

/** What was found in one turn of the event loop: the latest rev, and answers by what they come after. */
type Turn = {
  rev: number;
  frames: BoundedMap<string, { found: CatchUpFrame | undefined }>;
  users: Map<number, string | undefined>;
  /** Of each room of which something is gone. */
  gone: Map<number, ReadonlyMap<number, string>>;
};

export function openCatchUp(db: Database, rows: RowCache): CatchUp {
  let turn: Turn | undefined;

  function forget() {
    turn = undefined;
  }

  function thisTurn(): Turn {
    if (!turn) setImmediate(forget);
    return (turn ??= { rev: latestRev(db), frames: boundedMap({ most: KEPT }), users: new Map(), gone: new Map() });
  }

  function read(room: number, after: number): CatchUpFrame | undefined {
    const messages = changesInRoom(db, room, after, ROWS);
    if (messages.length === 0) return undefined;
    const { count, ...first } = firstFrame(messages, rows);
    return { ...first, reacted: withReactions(messages.slice(0, count)) };
  }

  function readUsers(after: number): string | undefined {
    const users = changedUsers(db, after);
    return users.length > 0 ? usersFrame(users) : undefined;
  }

  const readGone = (after: number): ReadonlyMap<number, string> =>
    new Map(goneSince(db, after).map(({ room, id }) => [room, goneFrame(id)]));

  return {
    latest: () => thisTurn().rev,
    users(after) {
      const { users } = thisTurn();
      if (!users.has(after)) users.set(after, readUsers(after));
      return users.get(after);
    },
    gone(room, after) {
      const { gone } = thisTurn();
      const known = gone.get(after) ?? readGone(after);
      gone.set(after, known);
      return known.get(room);
    },
    after(room, rev) {
      const { frames } = thisTurn();
      const key = `${room} ${rev}`;
      const known = frames.get(key) ?? { found: read(room, rev) };
      frames.set(key, known);
      return known.found;
    },
    forget,
  };
}
