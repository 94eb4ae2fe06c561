/** How people show themselves: their colour, their picture, and what they say about themselves. */

import { cachedUntilCommit } from "../database/read-cache.ts";
import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { hueOf } from "./avatar.tsx";
import { findUser, markChanged, type ShownUser } from "./store.ts";

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

/** What pages show of somebody. */
export const readShownUser = cachedUntilCommit((db, id: number): ShownUser => {
  const { name = "", hue = null, picture = null } = findUser(db, id) ?? {};
  return { id, name, hue, picture };
});
