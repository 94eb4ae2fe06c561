/** Nothing is left of what was said in a deleted room. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, indexAll, NOON, openMemory, say } from "../../test/support/memory.ts";
import { deleteRoom } from "../rooms/change.store.ts";
import { addReaction } from "./changes.store.ts";
import { emptyRoom, roomsToEmpty } from "./emptying.store.ts";

test("nothing is left of what was said in a deleted room: no text, no index, no reaction, no sign of whom it was for", () => {
  const db = openMemory();
  const [ada, bob] = [addPerson(db, "Ada"), addPerson(db, "Bob")];
  db.run("UPDATE users SET admin = 1");
  const room = addRoom(db, "attic");
  const kept = say(db, { author: ada, body: "kept for @Bob" });
  addReaction(db, { message: kept.id, user: bob, emoji: "👍", most: 20 });
  for (let index = 0; index < 5; index++) {
    const { id } = say(db, { author: ada, room: room.id, body: `Sécret ${index} @Bob` });
    addReaction(db, { message: id, user: bob, emoji: "🎉", most: 20 });
  }
  indexAll(db);
  const count = (sql: string) => db.query<{ count: number }, []>(`SELECT count(*) AS count FROM ${sql}`).get()?.count;
  expect([count("search WHERE search MATCH 'cre'"), count("for_me")]).toEqual([5, 6]);
  expect(emptyRoom(db, { room: room.id, after: 0, messages: 10, characters: 1_000 })).toBeNull(); // not before it is deleted
  expect(db.query("SELECT count(*) AS count FROM messages WHERE body LIKE 'S%cret%'").get()).toEqual({ count: 5 });
  deleteRoom(db, { room: room.id, by: ada, folded: "attic", at: NOON });
  expect(roomsToEmpty(db)).toEqual([room.id]);
  expect(count("for_me")).toBe(6); // of a large room these are so many that others would wait: they go with the texts
  let writes = 0;
  for (let after: number | null = 0; after !== null; writes++)
    after = emptyRoom(db, { room: room.id, after, messages: 4, characters: 30 });
  expect([writes, roomsToEmpty(db)]).toEqual([4, []]); // two by two, and one that finds no more
  indexAll(db);
  expect({
    texts: count("messages WHERE room_id <> 1 AND (body <> '' OR deleted_at IS NULL OR reactions IS NOT NULL)"),
    beside: count("search_texts"),
    index: count("search WHERE search MATCH 'cre'"),
    reactions: count("reactions"),
    forMe: count("for_me"),
    memberships: count(`memberships WHERE room_id = ${room.id}`),
    names: count("rooms WHERE deleted_at IS NOT NULL AND name || name_folded || topic <> ''"),
  }).toEqual({ texts: 0, beside: 0, index: 0, reactions: 1, forMe: 1, memberships: 0, names: 0 });
  expect(count("search WHERE search MATCH 'kep'")).toBe(1);
});
