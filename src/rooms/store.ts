/** Rooms in SQL. */
import type { Database } from "bun:sqlite";

import { cachedUntilCommit } from "../database/read-cache.ts";
import { boundedMap } from "../lib/bounded-map.ts";

export type Room = { id: number; slug: string; name: string };

/** The room of a slug. */
export const findRoom = cachedUntilCommit(
  (db, slug: string): Room | undefined =>
    db.query<Room, [string]>("SELECT id, slug, name FROM rooms WHERE slug = ?").get(slug) ?? undefined,
);

const allRooms = cachedUntilCommit((db, _: undefined) =>
  db.query<Room, []>("SELECT id, slug, name FROM rooms ORDER BY id").all(),
);

export const listRooms = (db: Database): Room[] => allRooms(db, undefined);

/** Rooms whose slugs are kept. */
const SLUGS = 1_000;

/** The slugs of rooms by their ids. A slug stays as it is, so it is read once. */
export function openSlugs(db: Database): (room: number) => string {
  const kept = boundedMap<number, string>({ most: SLUGS });
  return (room) => {
    const known = kept.get(room);
    if (known !== undefined) return known;
    const row = db.query<{ slug: string }, [number]>("SELECT slug FROM rooms WHERE id = ?").get(room);
    if (!row) throw new Error(`there is no room ${room}`);
    kept.set(room, row.slug);
    return row.slug;
  };
}
