/** What administrators see of a person, besides the account itself. */
import type { Database } from "bun:sqlite";

import { countMessagesOf } from "../search/store.ts";
import { findUser, type User } from "../users/store.ts";

/** What an administrator sees of one person. */
export type PersonDetails = User & {
  /** The last visit of a session that is still open. */
  seenAt: number | null;
  sessions: number;
  /** How many there are, or one more than are counted. */
  messages: number;
};

/** Most messages of a person that are counted. */
export const COUNTED = 10_000;

export function findPerson(db: Database, id: number, at: number): PersonDetails | undefined {
  const user = findUser(db, id);
  if (!user || user.left) return undefined;
  const counts = db
    .query<Pick<PersonDetails, "seenAt" | "sessions">, [number, number]>(
      "SELECT max(seen_at) AS seenAt, count(*) AS sessions FROM sessions WHERE user_id = ? AND expires_at > ?",
    )
    .get(id, at);
  const messages = countMessagesOf(db, id, COUNTED + 1);
  return { ...user, ...(counts ?? { seenAt: null, sessions: 0 }), messages };
}
