/** What was said comes into the index in batches, leaves it at once, and is indexed anew when the rules change. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, edit, indexAll, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { migrate, readMigrations } from "../database/migrate.ts";
import { deleteMessage } from "../messages/changes.store.ts";
import { MIGRATIONS } from "../paths.ts";
import { findMessages } from "./find.ts";
import { BATCH, indexMessages, isDue, startOver } from "./indexing.ts";
import { termsOf } from "./query.ts";

const TEXTS = ["Tea at five", "**hello** world", "don’t", "В Ёлках", "Łódź", "> quoted\n> twice", "한국어", "a\nb"];

function open(count = 0) {
  const db = openMemory();
  startOver(db);
  const author = addPerson(db, "Ada");
  for (let index = 0; index < count; index++) say(db, { author, body: `${TEXTS[index % TEXTS.length]} ${index}` });
  return { db, author };
}

/** Every sequence in the index with the messages that have it. */
function contentOf(db: Database): unknown[] {
  db.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search, instance)");
  return db.query("SELECT term, doc, col FROM vocabulary ORDER BY term, doc, col").all();
}

/** What an index has that was made of the messages as they are now. */
function freshContentOf(db: Database): unknown[] {
  const copy = openMemory();
  addPerson(copy, "Ada");
  copy.run("PRAGMA foreign_keys = OFF");
  const insert = copy.query(
    `INSERT INTO messages (id, key, room_id, author_id, body, rev, continues, created_at)
     VALUES (?1, 'key' || ?1, ?3, ?4, ?2, ?1, 0, 0)`,
  );
  for (const row of db.query<[], []>("SELECT id, body, room_id, author_id FROM messages").values()) insert.run(...row);
  indexAll(copy);
  return contentOf(copy);
}

/** All that is found, page after page. */
function search(db: Database, q: string): number[] {
  const all: number[] = [];
  for (let before: number | undefined = Infinity; before !== undefined;) {
    const found = findMessages(db, { terms: termsOf(q), rooms: [LOBBY.id] }, before);
    all.push(...found.hits.map(({ id }) => id));
    ({ before } = found);
  }
  return all;
}

const stateOf = (db: Database) => db.query("SELECT version, first, last FROM search_state").get();
const textsOf = (db: Database) => db.query("SELECT id, text FROM search_texts").values();

test("only texts that are not their bodies are kept beside them", () => {
  const { db, author } = open();
  for (const body of ["Tea at FIVE", "don't", "привет", "喝茶", "Привет", "**bold**", "two  spaces", "don’t", "ÉTÉ"]) {
    say(db, { author, body });
  }
  indexAll(db);
  expect(textsOf(db)).toEqual([
    [5, "привет"],
    [6, "bold"],
    [7, "two spaces"],
    [8, "don't"],
    [9, "ete"],
  ]);
});

test("a batch has few messages or few characters, at least one message, and says whether there are more", () => {
  const { db, author } = open(1_000);
  expect(indexMessages(db, BATCH)).toBe("more");
  expect(stateOf(db)).toMatchObject({ first: 1 });
  expect((stateOf(db) as { last: number }).last).toBeWithin(100, 257);
  indexAll(db);
  expect(stateOf(db)).toMatchObject({ first: 1, last: 1_000 });
  for (let index = 0; index < 5; index++) say(db, { author, body: `${index} `.repeat(2_000) });
  expect(indexMessages(db, { characters: 24_000 })).toBe("more");
  expect(stateOf(db)).toMatchObject({ last: 1_002 });
  expect(indexMessages(db, { characters: 1 })).toBe("more");
  expect(stateOf(db)).toMatchObject({ last: 1_003 });
  expect(indexMessages(db, BATCH)).toBe("done");
  expect(stateOf(db)).toMatchObject({ last: 1_005 });
});

test("it waits until a batch is worth its while: for many messages, or for long ones, new or edited", () => {
  const { db, author } = open(255);
  expect(isDue(db)).toBe(false);
  const last = say(db, { author });
  expect(isDue(db)).toBe(true);
  indexAll(db);
  expect(isDue(db)).toBe(false);
  edit(db, last, "x".repeat(4_000));
  expect(isDue(db)).toBe(false);
  for (let index = 0; index < 2; index++) say(db, { author, body: "x".repeat(4_000) });
  expect(isDue(db)).toBe(true);
});

test("whatever happened to messages, the index has what it would have of them as they are", () => {
  const { db, author } = open(300);
  const attic = addRoom(db, "attic");
  addPerson(db, "Bob");
  const messages = Array.from({ length: 100 }, (_, index) =>
    say(db, { author, room: index % 2 ? attic.id : 1, body: TEXTS[index % TEXTS.length] }),
  );
  for (let round = 0; round < 4; round++) {
    for (const [index, message] of messages.entries()) {
      if (index % 7 === round) edit(db, message, `${TEXTS[(index + round) % TEXTS.length]} again`);
      if (index % 11 === round) deleteMessage(db, { id: message.id, by: author, at: NOON });
      if (index % 13 === round) db.query("DELETE FROM messages WHERE id = ?").run(message.id);
      if (index % 17 === round) edit(db, message, "TEA");
    }
    if (round % 2 === 0) indexMessages(db, { characters: 2_000 });
  }
  indexAll(db);
  expect(contentOf(db)).toEqual(freshContentOf(db));
  expect(db.query("SELECT * FROM search_pending").all()).toEqual([]);
});

test("what was edited is found at once, and no more by its old text, in the order of what was said", () => {
  const { db } = open(600);
  indexAll(db);
  const before = search(db, "hello");
  db.run("UPDATE messages SET body = 'now *hello* too' WHERE id = 599");
  db.run("UPDATE messages SET body = 'not any more' WHERE id = ?", [before[1]!]);
  const after = [599, ...before.filter((id) => id !== before[1])];
  expect(search(db, '"now hello too"')).toEqual([599]);
  expect(search(db, "hello")).toEqual(after);
  expect(search(db, "hel").filter((id) => id > 500)).toEqual(after.filter((id) => id > 500));
  expect(search(db, "w ")).toContain(599);
  expect(textsOf(db).some(([id]) => id === before[1])).toBe(false);
  indexAll(db);
  expect(search(db, "hello")).toEqual(after);
});

test("with other rules the index is made anew, from the newest message on, and everything is found meanwhile", () => {
  const { db, author } = open(1_000);
  indexAll(db);
  const content = contentOf(db);
  db.run("UPDATE search_state SET version = 0");
  db.run("UPDATE search_texts SET text = 'as it was folded before'");
  startOver(db);
  expect([stateOf(db), contentOf(db), textsOf(db)]).toEqual([
    { version: expect.any(Number), first: 1_001, last: 1_000 },
    [],
    [],
  ]);
  let batches = 0;
  let more: string;
  do {
    expect(isDue(db)).toBe(true);
    for (const [q, id] of [
      ["don't", 995],
      ['"hello world 9"', 994],
      ["lodz", 997],
      ["ъ", undefined],
      ["가", undefined],
      ["5", 996],
    ] as const) {
      expect([q, batches, search(db, q)[0]]).toEqual([q, batches, id]);
    }
    more = indexMessages(db, BATCH);
    batches++;
  } while (more === "more");
  expect(batches).toBeGreaterThan(3);
  expect([contentOf(db), isDue(db), stateOf(db)]).toEqual([content, false, expect.objectContaining({ first: 1 })]);
  startOver(db);
  say(db, { author });
  expect([contentOf(db), isDue(db)]).toEqual([content, false]);
});

test("what is edited and deleted while the index is made anew is right in the end", () => {
  const { db, author } = open(1_000);
  db.run("UPDATE search_state SET first = 1001, last = 1000");
  for (let round = 0; round < 3; round++) {
    indexMessages(db, BATCH);
    for (const id of [990 - round, 500 - round, 10 + round]) {
      db.query("UPDATE messages SET body = 'Łatwo' WHERE id = ?").run(id);
      deleteMessage(db, { id: id - 50, by: author, at: NOON });
    }
    say(db, { author, body: "anew" });
    expect(search(db, "latwo")).toHaveLength((round + 1) * 3);
  }
  indexAll(db);
  expect(contentOf(db)).toEqual(freshContentOf(db));
});

test("a database from before finds its messages by the new rules, from the first moment on", () => {
  const db = openMemory(7);
  const author = 1;
  db.run("INSERT INTO users (username, username_folded, password_hash, created_at) VALUES ('Ada', 'ada', '', 0)");
  const insert = db.query(
    `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at)
     VALUES ('k' || ?1, 1, ${author}, ?2, ?1, 0, 0)`,
  );
  for (let index = 1; index <= 600; index++) insert.run(index, `${TEXTS[index % TEXTS.length]} ${index}`);
  migrate(db, readMigrations(MIGRATIONS));
  const found = () => ["don't", '"hello world 193"', "lodz", "tea"].map((q) => search(db, q)[0]);
  expect(found()).toEqual([594, 193, 596, 600]);
  indexAll(db);
  expect(found()).toEqual([594, 193, 596, 600]);
  expect(contentOf(db)).toEqual(freshContentOf(db));
});
