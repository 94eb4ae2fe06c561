/** A message is for those it mentions and for whom it answers, as long as they may see it and it says so. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, LOBBY, MIGRATIONS, NOON, openMemory, say } from "../../test/support/memory.ts";
import { removeUser, suspendUser } from "../auth/lifecycle.ts";
import { migrate, readMigrations } from "../database/migrate.ts";
import { deleteRoom } from "../rooms/change.store.ts";
import { addToRoom, removeFromRoom, setLevel } from "../rooms/people.store.ts";
import { deleteMessage, editMessage } from "./changes.store.ts";
import { emptyRoom } from "./emptying.store.ts";
import { EVERYBODY, fillForMe, forMeChanged, listForMe } from "./for-me.store.ts";
import { messagePosted, postMessage, type Stored } from "./store.ts";

function open() {
  const db = openMemory();
  db.run("UPDATE for_me_state SET filled = 1");
  const [ada = 0, bob = 0, grace = 0] = ["Ada", "Bob", "Grace"].map((name) => addPerson(db, name));
  return { db, ada, bob, grace };
}

/** Whom each message is for, by its id. */
const noted = (db: Database) =>
  Object.fromEntries(
    db
      .query<{ id: number; users: string }, []>(
        "SELECT message_id AS id, json_group_array(user_id) AS users FROM (SELECT * FROM for_me ORDER BY user_id) GROUP BY 1",
      )
      .all()
      .map(({ id, users }) => [id, JSON.parse(users) as number[]]),
  );

const listed = (db: Database, user: number, before?: number, count = 50) =>
  listForMe(db, user, before, count).map(({ id }) => id);

/** Posts with all that there is to say, and keeps what happened. */
function post(db: Database, author: number, body: string, { room = LOBBY.id, reply, at = NOON }: Partial<Given> = {}) {
  const events: unknown[] = [];
  const input = { key: crypto.randomUUID(), room, author, body, at, reply };
  const posted = postMessage(db, input, (kind, details) => events.push([kind.name, details])) as Stored;
  return { ...posted.message, notHere: posted.notHere, events, input };
}
type Given = { room: number; reply: number; at: number };

test("a mention is for the person, an answer for whom it answers, and nothing is for its author", () => {
  const { db, ada, bob, grace } = open();
  const asked = post(db, ada, "@Bob and @grace, and @Ada as well");
  const answered = post(db, bob, "to you", { reply: asked.id });
  post(db, bob, "to myself", { reply: answered.id });
  const both = post(db, grace, "@Ada to you", { reply: asked.id });
  expect(noted(db)).toEqual({ [asked.id]: [bob, grace], [answered.id]: [ada], [both.id]: [ada] });
  expect([listed(db, ada), listed(db, bob), listed(db, grace)]).toEqual([
    [both.id, answered.id],
    [asked.id],
    [asked.id],
  ]);
});

test("what was posted says whom it is for", () => {
  const { db, ada, bob } = open();
  const { id, events } = post(db, ada, "@Bob @here");
  expect(events).toEqual([
    [forMeChanged.name, { room: LOBBY.id, users: [bob, EVERYBODY] }],
    [messagePosted.name, { id, room: LOBBY.id, author: ada, called: [bob, EVERYBODY] }],
  ]);
  expect(post(db, ada, "Hello").events).toEqual([
    [messagePosted.name, { id: id + 1, room: LOBBY.id, author: ada, called: [] }],
  ]);
});

test("names with spaces are found, the longest that is somebody's", () => {
  const { db, ada } = open();
  const [mary, maryAnn] = [addPerson(db, "Mary"), addPerson(db, "Mary Ann")];
  post(db, ada, "@Mary Ann is late");
  post(db, ada, "@Mary Beth is late");
  expect(noted(db)).toEqual({ 1: [maryAnn], 2: [mary] });
});

test("what is no mention in the row calls nobody: in code, escaped, or of another place", () => {
  const { db, ada } = open();
  for (const body of [
    "`@Bob`",
    "```\n@Bob\n```",
    "bob@Bob",
    "@Bob@chat.example",
    "[@Bob](https://a.example)",
    '<bdi class="mention" data-user="2">',
  ])
    post(db, ada, body);
  expect(noted(db)).toEqual({});
});

test("a mention is one in a list, in a quote, in what is stressed, and beside an address that hides another", () => {
  const { db, ada, bob } = open();
  const [carol, dora] = [addPerson(db, "Carol"), addPerson(db, "Dora")];
  post(db, ada, "> - ***@Bob***\n\n~~@Carol~~ [https://a.example @Dora](https://b.example)");
  expect(noted(db)).toEqual({ 1: [bob, carol, dora] });
});

test("what is for everybody is for those who were there, and not for who wrote it", () => {
  const { db, ada, bob } = open();
  const { id } = post(db, ada, "@here tea is ready");
  expect(noted(db)).toEqual({ [id]: [EVERYBODY] });
  const late = addPerson(db, "Late");
  db.query("UPDATE users SET created_at = ? WHERE id = ?").run(NOON + 1, late);
  expect([listed(db, ada), listed(db, bob), listed(db, late)]).toEqual([[], [id], []]);
  setLevel(db, { room: LOBBY.id, user: bob, level: null, until: null, muteHere: true });
  expect(listed(db, bob)).toEqual([]);
  post(db, ada, "@here, @Bob");
  expect(listed(db, bob)).toEqual([id + 1]); // once, and it was by name
});

test("an edit takes mentions away and adds others, and a deleted message is for nobody", () => {
  const { db, ada, bob, grace } = open();
  const asked = post(db, bob, "a question");
  const { id } = post(db, ada, "@Bob and @Grace", { reply: asked.id });
  editMessage(db, { id, by: ada, body: "@Grace", at: NOON + 1 });
  expect(noted(db)).toEqual({ [id]: [bob, grace] }); // it still answers him
  const { id: other } = post(db, ada, "@Bob");
  const events: unknown[] = [];
  editMessage(db, { id: other, by: ada, body: "@Grace", at: NOON + 1 }, (kind, details) =>
    events.push([kind.name, details]),
  );
  expect([noted(db)[other], events]).toContainEqual([grace]);
  expect(events).toContainEqual([forMeChanged.name, { room: LOBBY.id, users: [bob, grace] }]); // both count anew
  for (const message of [id, other]) deleteMessage(db, { id: message, by: ada, at: NOON });
  expect([noted(db), listed(db, grace)]).toEqual([{}, []]);
});

test("an edit means who has the name by then", () => {
  const { db, ada } = open();
  const { id } = post(db, ada, "@Newcomer");
  const newcomer = addPerson(db, "Newcomer");
  db.query("UPDATE users SET created_at = ? WHERE id = ?").run(NOON + 1, newcomer);
  expect(noted(db)).toEqual({});
  editMessage(db, { id, by: ada, body: "@Newcomer!", at: NOON + 2 });
  expect(noted(db)).toEqual({ [id]: [newcomer] });
});

test("who is not in a closed room is not called, and the author learns who that is, also by a repeat", () => {
  const { db, ada, bob, grace } = open();
  const cellar = addRoom(db, "cellar", "closed", [ada, bob]);
  const { id, notHere, input } = post(db, ada, "@Grace @Bob @here @Nobody @Grace", { room: cellar.id });
  expect([notHere, noted(db)[id], listed(db, grace)]).toEqual([[grace], [EVERYBODY, bob], []]);
  expect(postMessage(db, input)).toMatchObject({ created: false, notHere: [grace] });
  expect(post(db, ada, "@Grace").notHere).toEqual([]); // everybody is in the lobby
  const direct = addRoom(db, "d1", "direct", [ada, bob]);
  expect(post(db, ada, "@Grace", { room: direct.id }).notHere).toEqual([grace]);
});

test("who leaves a room sees no more of what was for them there, and an answer to them calls nobody", () => {
  const { db, ada, bob } = open();
  const cellar = addRoom(db, "cellar", "closed", [ada, bob]);
  db.query("UPDATE memberships SET keeper = 1 WHERE user_id = ?").run(ada);
  const { id } = post(db, ada, "@Bob", { room: cellar.id });
  const said = post(db, bob, "yes", { room: cellar.id });
  removeFromRoom(db, { room: cellar.id, user: bob, by: bob, at: NOON });
  expect(listed(db, bob)).toEqual([]);
  const answer = post(db, ada, "then", { room: cellar.id, reply: said.id });
  expect([noted(db)[answer.id], answer.notHere]).toEqual([undefined, []]);
  addToRoom(db, { room: cellar.id, user: bob, by: ada });
  expect(listed(db, bob)).toEqual([id]);
  deleteRoom(db, { room: cellar.id, by: ada, folded: "cellar", at: NOON });
  expect(listed(db, bob)).toEqual([]);
  emptyRoom(db, { room: cellar.id, after: 0, messages: 10, characters: 1_000 });
  expect(noted(db)).toEqual({});
});

test("nothing is for an account that was removed; one that is suspended finds it later", () => {
  const { db, ada, bob, grace } = open();
  const said = post(db, bob, "hello");
  post(db, ada, "@Bob");
  removeUser(db, { userId: bob, by: bob, at: NOON });
  expect(noted(db)).toEqual({});
  const cellar = addRoom(db, "cellar", "closed", [ada]);
  expect(post(db, ada, `@a former guest ${bob}`, { room: cellar.id }).notHere).toEqual([]);
  post(db, ada, "@Bob?", { reply: said.id });
  expect(noted(db)).toEqual({});
  suspendUser(db, { userId: grace, by: grace, at: NOON });
  const { id } = post(db, ada, "@Grace");
  expect(noted(db)).toEqual({ [id]: [grace] });
});

test("pages go on where the one before ended, and rooms of others take no place on them", () => {
  const { db, ada, bob } = open();
  const cellar = addRoom(db, "cellar", "closed", [ada]);
  const ids = Array.from({ length: 5 }, (_, n) => {
    const { id } = say(db, { author: ada, body: `@Bob ${n}` });
    const secret = say(db, { author: ada, room: cellar.id, body: "@here" });
    db.query("INSERT INTO for_me VALUES (?, ?, ?)").run(bob, secret.id, cellar.id); // as when he was in it
    return id;
  }).reverse();
  expect(listed(db, bob, undefined, 3)).toEqual(ids.slice(0, 3));
  expect(listed(db, bob, ids[2], 3)).toEqual(ids.slice(3));
});

test("mentions and replies of before an upgrade are for the same people, once", () => {
  const before = openMemory(9);
  const insertUser = before.query(
    "INSERT INTO users (username, username_folded, password_hash, created_at, left_at) VALUES (?, ?, '', ?, ?)",
  );
  insertUser.run("Ada", "ada", 0, null);
  insertUser.run("Mary Ann", "mary ann", 0, null);
  insertUser.run("a former guest", "a former guest 3", 0, 1);
  insertUser.run("Late", "late", 5_000, null);
  const insert = before.query(
    `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at, edited_at, reply_to, deleted_at)
     VALUES (?, 1, ?, ?, ?, 0, ?, ?, ?, ?)`,
  );
  let rev = 0;
  const add = (author: number, body: string, { edited = null, reply = null, deleted = null }: Old = {}) =>
    insert.run(crypto.randomUUID(), author, body, ++rev, 1_000, edited, reply, deleted);
  add(1, "@Mary Ann, look"); // 1
  add(2, "where?", { reply: 1 }); // 2: for Ada
  add(2, "@Ada there", { reply: 1 }); // 3: for Ada, once
  add(1, "to myself", { reply: 1 }); // 4
  add(1, "@Late"); // 5: nobody had that name
  add(1, "@Late!", { edited: 6_000 }); // 6: by then somebody had
  add(1, "@here"); // 7
  add(3, "I was here"); // 8
  add(1, "who?", { reply: 8 }); // 9: nobody's any more
  add(1, "", { deleted: 1 }); // 10
  migrate(before, readMigrations(MIGRATIONS));
  expect(noted(before)).toEqual({ 2: [1], 3: [1] });
  fillForMe(before, null);
  const all = { 1: [2], 2: [1], 3: [1], 6: [4], 7: [EVERYBODY] };
  expect(noted(before)).toEqual(all);
  before.run("DELETE FROM for_me WHERE message_id = 1");
  fillForMe(before, null); // has nothing more to do
  expect(noted(before)).toEqual({ 2: [1], 3: [1], 6: [4], 7: [EVERYBODY] });
  expect(listed(before, 1)).toEqual([3, 2]);
});

type Old = { edited?: number | null; reply?: number | null; deleted?: number | null };
