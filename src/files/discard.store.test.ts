/** Which files go first of those that no message carries. */
import { expect, test } from "bun:test";

import { addPerson, NOON, openMemory } from "../../test/support/memory.ts";
import { discardOld } from "./discard.store.ts";
import { beginUpload } from "./uploads.store.ts";

test("of files that were sent at the same time, those go first whose ids do", () => {
  const db = openMemory();
  const file = { room: 1, user: addPerson(db, "Ada"), name: "view.png", length: 1, keepSize: false, at: NOON };
  for (const id of ["b", "c", "a"]) beginUpload(db, { ...file, id, mostInDay: 10, most: 10, mostAtOnce: 10 });
  expect(discardOld(db, { before: NOON + 1, most: 2 })).toEqual(["a", "b"]);
});
