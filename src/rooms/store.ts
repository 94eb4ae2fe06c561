/** Rooms in SQL. */
import type { Database } from "bun:sqlite";

import { cachedUntilCommit } from "../database/read-cache.ts";

export type Room = { id: number; slug: string; name: string };

/** Rooms that were found, as every request asks for one. They stay as they are: none can be renamed or removed. */
const found = new WeakMap<Database, Map<string, Room>>();

export function findRoom(db: Database, slug: string): Room | undefined {
  const known = found.get(db) ?? new Map<string, Room>();
  found.set(db, known);
  const sql = "SELECT id, slug, name FROM rooms WHERE slug = ?";
  const room = known.get(slug) ?? db.query<Room, [string]>(sql).get(slug) ?? undefined;
  if (room) known.set(slug, room);
  return room;
}

const allRooms = cachedUntilCommit((db, _: undefined) =>
  db.query<Room, []>("SELECT id, slug, name FROM rooms ORDER BY id").all(),
);

export const listRooms = (db: Database): Room[] => allRooms(db, undefined);

/** The slugs of rooms by their ids. They never change, so each is read once. */
export function openSlugs(db: Database): (room: number) => string {
  const known = new Map<number, string>();
  return (room) => {
    const slug =
      known.get(room) ?? db.query<{ slug: string }, [number]>("SELECT slug FROM rooms WHERE id = ?").get(room)?.slug;
    if (slug === undefined) throw new Error(`there is no room ${room}`);
    known.set(room, slug);
    return slug;
  };
}
