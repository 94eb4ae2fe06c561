/** Names of rooms in SQL: which are taken, and how they are compared. */
import type { Database } from "bun:sqlite";

import { defineWrite } from "../database/writes.ts";
import { foldRoomName } from "./names.ts";

/** Whether a name is that of another room that somebody may see. Of others nobody is told that there are any. */
export function isNameTaken(db: Database, folded: string, by: number, except = 0): boolean {
  const sql = `SELECT 1 FROM rooms LEFT JOIN memberships ON room_id = id AND user_id = +?2
    WHERE name_folded = +?1 AND id <> +?3 AND kind <> 'direct' AND deleted_at IS NULL AND (kind = 'open' OR member = 1)`;
  return db.query(sql).get(folded, by, except) !== null;
}

/** The name of a room as it is compared; empty when there is no such room. */
export const foldedNameOf = (db: Database, room: number): string =>
  db.query<{ folded: string }, [number]>("SELECT name_folded AS folded FROM rooms WHERE id = ?").get(room)?.folded ??
  "";

/**
 * Folds the names of rooms again where they are folded in another way: SQL alone, which made rooms of before, can't do it as
 * `fold` does.
 */
export const foldNames = defineWrite("room.fold-names", 1, (db, _: null): void => {
  const sql = "SELECT id, name, name_folded AS folded FROM rooms WHERE kind <> 'direct' AND deleted_at IS NULL";
  const update = db.query("UPDATE rooms SET name_folded = ? WHERE id = ?");
  for (const { id, name, folded } of db.query<{ id: number; name: string; folded: string }, []>(sql).all())
    if (foldRoomName(name) !== folded) update.run(foldRoomName(name), id);
});
