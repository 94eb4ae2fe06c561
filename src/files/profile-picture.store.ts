/** People's pictures of themselves, in SQL. */
import type { Database } from "bun:sqlite";

import { type ChangeAccount, noteAccount, requireAdministrator } from "../auth/lifecycle.ts";
import { defineWrite, type RecordEvent } from "../database/writes.ts";
import { removeMember } from "../rooms/people.store.ts";
import { findActor, findUser, markChanged } from "../users/store.ts";
import type { Content } from "./contents/backend.ts";
import { releaseContents, useContent } from "./contents/contents.store.ts";

/** The same picture in two sizes. `at` is in ms. */
export type SetPicture = { user: number; small: Content; large: Content; at: number };

/** Gives somebody the picture that they chose. False when they may not act any more: its bytes are not used then. */
export const setPicture = defineWrite(
  "user.set-picture",
  1,
  (db, { user, small, large, at }: SetPicture, record): boolean => {
    if (!findActor(db, user)) return false;
    for (const content of [small, large]) useContent(db, content, at);
    change(db, user, [small.hash, large.hash], record);
    return true;
  },
);

/** Takes somebody's picture away; others' only administrators may, and it is noted. False when they have none. */
export const removePicture = defineWrite(
  "user.remove-picture",
  1,
  (db, { userId, by, at }: ChangeAccount, record): boolean => {
    if (by !== userId) requireAdministrator(db, by);
    if (!findUser(db, userId)?.picture) return false;
    change(db, userId, [null, null], record);
    if (by !== userId) noteAccount(db, record, { what: "picture removed", user: userId, by, at });
    return true;
  },
);

function change(db: Database, user: number, hashes: [string, string] | [null, null], record: RecordEvent): void {
  const { picture = null, largePicture = null } = findUser(db, user) ?? {};
  db.query("UPDATE users SET picture_small = ?, picture_large = ? WHERE id = ?").run(...hashes, user);
  if (picture === hashes[0] && largePicture === hashes[1]) return;
  releaseContents(db, [picture, largePicture], record);
  markChanged(db, user, record);
}

/** Takes an account away, and with it the person out of all closed rooms, and their picture. False when there is no such account. */
export const removeAccount = defineWrite("account.remove", 2, (db, input: ChangeAccount, record): boolean => {
  const { picture = null, largePicture = null } = findUser(db, input.userId) ?? {};
  if (!removeMember(db, input, record)) return false;
  releaseContents(db, [picture, largePicture], record);
  return true;
});
