/** How people show themselves: their colour, and what they say about themselves. */

import { cachedUntilCommit } from "../database/read-cache.ts";
import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { hueOf } from "./avatar.tsx";
import { findUser, markChanged } from "./store.ts";

export type ChangeProfile = { id: number; hue: number; about: string };

/**
 * Stores colour and words. False when the account was deleted: nothing comes back to what it left behind.
 */
export const changeProfile = defineWrite(
  "user.profile",
  1,
  (db, { id, hue, about }: ChangeProfile, record): boolean => {
    const present = findUser(db, id);
    if (!present || present.left) return false;
    db.query("UPDATE users SET hue = ?, about = ? WHERE id = ?").run(hue, about, id);
    if (present.about !== about) record(textDeleted, null);
    if (hueOf(id, present.hue) !== hue) markChanged(db, id, record);
    return true;
  },
);

/** The colour that somebody chose, 1 to 12. */
export const hueChosenBy = cachedUntilCommit((db, id: number): number | null => findUser(db, id)?.hue ?? null);
