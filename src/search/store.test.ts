/** What the index knows besides texts. */
import { expect, test } from "bun:test";

import { addPerson, indexAll, openMemory, say } from "../../test/support/memory.ts";
import { deleteMessage } from "../messages/changes.store.ts";
import { countMessagesOf } from "./store.ts";

test("somebody's messages are counted, indexed or not, deleted or not, up to a number and never one by one", () => {
  const db = openMemory();
  const [ada, grace] = [addPerson(db, "Ada"), addPerson(db, "Grace")];
  for (let said = 0; said < 300; said++) {
    say(db, { author: said % 3 ? ada : grace });
    if (said === 200) indexAll(db);
  }
  deleteMessage(db, { id: 2, by: ada, at: 0 });
  expect([countMessagesOf(db, ada, 1_000), countMessagesOf(db, grace, 1_000)]).toEqual([200, 100]);
  expect([countMessagesOf(db, ada, 150), countMessagesOf(db, ada + 2, 150)]).toEqual([150, 0]);
  indexAll(db);
  db.query("UPDATE messages SET author_id = ? WHERE id < 100").run(grace); // which the index does not hear of
  expect(countMessagesOf(db, ada, 1_000)).toBe(200);
});
