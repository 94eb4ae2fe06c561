/** How much of the store each room and each person uses, in SQL: both are read from an index alone. */
import type { Database } from "bun:sqlite";

/** What belongs to one room or one person: files as they were sent, each counted, thumbnails not. */
export type FileUse = { id: number; files: number; bytes: number };

/** So many rooms or people at most, after one of them. */
export const useAfter = (db: Database, of: keyof typeof QUERIES, after: number, most: number): FileUse[] =>
  db.query<FileUse, [number, number]>(QUERIES[of]).all(after, most);

const QUERIES = {
  rooms: `SELECT room_id AS id, count(*) AS files, sum(bytes) AS bytes FROM files INDEXED BY files_by_room
    WHERE message_id IS NOT NULL AND room_id > +? GROUP BY room_id ORDER BY room_id LIMIT +?`,
  people: `SELECT user_id AS id, count(*) AS files, sum(bytes) AS bytes FROM files INDEXED BY files_by_user
    WHERE user_id > +? GROUP BY user_id ORDER BY user_id LIMIT +?`,
};
