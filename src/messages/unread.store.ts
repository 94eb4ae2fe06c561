/** What is new to somebody, in SQL: counted from what is there, never added up. */
import type { Database } from "bun:sqlite";

import { boundedMap } from "../lib/bounded-map.ts";
import type { Room, Standing } from "../rooms/store.ts";
import { EVERYBODY } from "./for-me.store.ts";

/** Most that is counted; more is shown as "99+". */
export const MOST_COUNTED = 100;

/**
 * Messages of a direct room that are looked through: somebody may have marked a hundred thousand of their own as unread, and
 * every look at their lists would hold up everybody else.
 */
export const MOST_LOOKED_AT = 1_000;

/** Rooms whose newest message is kept. */
const KEPT = 10_000;

export type NewestMessages = {
  /** The id of the newest message of a room that was not deleted; 0 when there is none. */
  in: (room: number) => number;
  /** Messages of a room changed. */
  forget: (room: number) => void;
};

/**
 * The newest message of each room, read once until the room changes: every page asks for those of all its rooms.
 * @param forgotten is told of each room whose messages changed
 */
export function openNewestMessages(db: Database, forgotten: (room: number) => void = () => {}): NewestMessages {
  const kept = boundedMap<number, number>({ most: KEPT });
  return {
    in(room) {
      const known = kept.get(room);
      if (known !== undefined) return known;
      const sql = `SELECT id FROM messages WHERE room_id = +? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1`;
      const id = db.query<{ id: number }, [number]>(sql).get(room)?.id ?? 0;
      kept.set(room, id);
      return id;
    },
    forget(room) {
      kept.delete(room);
      forgotten(room);
    },
  };
}

type Asked = { user: number; room: Pick<Room, "id" | "kind">; standing: Pick<Standing, "readId" | "muteHere"> };

/**
 * How many messages of a room are for somebody and not read, 100 at most: in a direct room all of others among the first
 * 1,000, elsewhere those that mention or answer them. Deleted ones do not count.
 */
export function countForMe(db: Database, { user, room, standing }: Asked): number {
  if (room.kind === "direct") {
    const sql = `SELECT count(*) AS count FROM (SELECT 1 FROM
      (SELECT author_id, deleted_at FROM messages WHERE room_id = +? AND id > +? ORDER BY id LIMIT +?)
      WHERE author_id <> +? AND deleted_at IS NULL LIMIT +?)`;
    const row = db.query<{ count: number }, [number, number, number, number, number]>(sql);
    return row.get(room.id, standing.readId, MOST_LOOKED_AT, user, MOST_COUNTED)?.count ?? 0;
  }
  const sql = `SELECT count(DISTINCT message_id) AS count FROM (SELECT message_id FROM for_me
    WHERE user_id IN (+?1, +?2) AND room_id = +?3 AND message_id > +?4 AND (user_id = +?1
      OR NOT EXISTS (SELECT 1 FROM messages WHERE id = message_id AND author_id = +?1)) LIMIT +?5)`;
  const called = standing.muteHere ? user : EVERYBODY;
  const row = db.query<{ count: number }, [number, number, number, number, number]>(sql);
  return row.get(user, called, room.id, standing.readId, MOST_COUNTED)?.count ?? 0;
}

/**
 * The ids of those among rooms in which something not read may be for somebody, direct ones always: in the others there is
 * nothing to count. One look at many rooms takes a quarter of what counting in each of them does.
 */
export function roomsForMe(db: Database, user: number, asked: Omit<Asked, "user">[]): Set<number> {
  const sql = `SELECT CAST(key AS INTEGER) FROM json_each(?1) WHERE EXISTS (SELECT 1 FROM for_me
    WHERE user_id IN (+?2, +?3) AND room_id = CAST(key AS INTEGER) AND message_id > value)`;
  const readUpTo = Object.fromEntries(asked.map(({ room, standing }) => [room.id, standing.readId]));
  const query = db.query<unknown, [string, number, number]>(sql);
  const found = query.values(JSON.stringify(readUpTo), user, EVERYBODY) as [number][];
  return new Set([...found.flat(), ...asked.flatMap(({ room }) => (room.kind === "direct" ? room.id : []))]);
}
