/** What was said is found: all of it, the newest first, and nothing that is not there. */
import type { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";

import { addPerson, addRoom, edit, indexAll, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { deleteMessage } from "../messages/changes.store.ts";
import { findMessages, type Sought } from "./find.ts";
import { termsOf } from "./query.ts";
import { timeOf } from "./store.ts";

const MANY = 600;

function open() {
  const db = openMemory();
  return { db, ada: addPerson(db, "Ada"), bob: addPerson(db, "Bob") };
}

const sought = (q: string, other: Partial<Sought> = {}): Sought => ({
  terms: termsOf(q),
  rooms: [LOBBY.id],
  ...other,
});

/** All that is found, page after page. */
function search(db: Database, q: string, other?: Partial<Sought>): string[] {
  const all: string[] = [];
  let before: number | undefined;
  do {
    const found = findMessages(db, sought(q, other), before);
    all.push(...found.hits.map(({ body }) => body));
    if (before !== undefined && found.before !== undefined) expect(found.before).toBeLessThan(before);
    ({ before } = found);
  } while (before !== undefined);
  return all;
}

/** Says something twice: once so early that it is indexed, once just now. */
function sayEarlyAndLate(db: Database, author: number, bodies: string[]) {
  for (const body of bodies) say(db, { author, body: `early ${body}` });
  for (let index = 0; index < 100; index++) say(db, { author, body: `filler ${index}` });
  indexAll(db);
  for (const body of bodies) say(db, { author, body: `late ${body}` });
}

test.each([
  ["Tea at five?", "five"],
  ["Tea at five?", "TEA five?"],
  ["Tea at five?", '"a at fi"'],
  ['say "hello" to O\'Neil', "hello o'neil"],
  ["100% of C:\\tea (or_so) [x] *y* {z}", '"c:\\tea (or_so) [x] *y* {z}"'],
  ["100% sure", "0%"],
  ["a_b", "_"],
  ["Un CAFÉ noir", "cafe"],
  ["un cafe noir", "café"],
  ["Привет, МИР", "мир"],
  ["ОН и она", "он"],
  ["ΟΔΟΣ", "οδός".normalize("NFD").replace("\u0301", "")],
  ["İstanbul", "istanbul"],
  ["مرحبا بالعالم", "بالعالم"],
  ["你好世界，我们喝茶吧", "喝茶"],
  ["你好世界，我们喝茶吧", "我们喝茶"],
  ["你好世界", "好 世"],
  ["नमस्ते दुनिया", "दुनिया"],
  ["안녕하세요", "안녕"],
  ["so 👨‍👩‍👧 here", "👨‍👩‍👧"],
  ["🌻", "🌻"],
  ["two\nlines", "lines"],
  ["hello **world**", '"hello world"'],
  ["hello\nworld", '"hello world"'],
  ["say don’t", "don't"],
  ["say don't", "don’t"],
  ["to Łódź", "łó"],
  ["to Łódź", "lodz"],
])("%p is found by %p, early and late", (body, q) => {
  const { db, ada } = open();
  sayEarlyAndLate(db, ada, [body]);
  expect(search(db, q)).toEqual([`late ${body}`, `early ${body}`]);
});

test.each(["absent", "x", "xx", '"at tea"', "tea tee", "\ue000", "NEAR(tea", "tea*", "%", "_"])(
  "%p finds nothing where it is not",
  (q) => {
    const { db, ada } = open();
    sayEarlyAndLate(db, ada, ["Tea at five?"]);
    expect(search(db, q)).toEqual([]);
  },
);

test("page by page everything is found once, the newest first, whatever is searched", () => {
  const { db, ada, bob } = open();
  for (let index = 0; index < MANY; index++) {
    say(db, { author: index % 3 ? ada : bob, body: `number ${index} of ${index % 2 ? "odd" : "even"} 数` });
  }
  const bodies = (fits: (index: number) => boolean) =>
    Array.from({ length: MANY }, (_, index) => MANY - 1 - index)
      .filter(fits)
      .map((index) => `number ${index} of ${index % 2 ? "odd" : "even"} 数`);
  indexAll(db);
  expect(search(db, "number")).toEqual(bodies(() => true));
  expect(search(db, "数")).toEqual(bodies(() => true));
  expect(search(db, "odd")).toEqual(bodies((index) => index % 2 === 1));
  expect(search(db, "odd", { author: bob })).toEqual(bodies((index) => index % 6 === 3));
  expect(search(db, "数", { author: bob })).toEqual(bodies((index) => index % 3 === 0));
  expect(search(db, "", { author: bob })).toEqual(bodies((index) => index % 3 === 0));
});

test("a search is held to a room, to a time, and to the rooms one may read", () => {
  const { db, ada } = open();
  const attic = addRoom(db, "attic");
  for (let day = 0; day < MANY; day++) {
    say(db, { author: ada, room: day % 2 ? attic.id : LOBBY.id, body: `day ${day}`, at: NOON + day * 86_400_000 });
  }
  indexAll(db);
  const both = [LOBBY.id, attic.id];
  const week = { from: NOON + 100 * 86_400_000, to: NOON + 104 * 86_400_000 };
  expect(search(db, "day", { ...week, rooms: both })).toEqual(["day 103", "day 102", "day 101", "day 100"]);
  expect(search(db, "", { ...week, rooms: both })).toEqual(["day 103", "day 102", "day 101", "day 100"]);
  expect(search(db, "day", { ...week, rooms: [attic.id] })).toEqual(["day 103", "day 101"]);
  expect(search(db, "day", week)).toEqual(["day 102", "day 100"]);
  expect(search(db, "day", { from: NOON + MANY * 86_400_000 })).toEqual([]);
  expect(search(db, "day", { to: NOON })).toEqual([]);
});

test("what was changed is found as it is now, and what was deleted is not, nor is it in the index", () => {
  const { db, ada } = open();
  const [early, gone] = [say(db, { author: ada, body: "zucchini" }), say(db, { author: ada, body: "quetzal" })];
  for (let index = 0; index < MANY; index++) say(db, { author: ada, body: `filler ${index}` });
  indexAll(db);
  const late = say(db, { author: ada, body: "zucchini" });
  edit(db, early, "aubergine");
  edit(db, late, "aubergine too");
  deleteMessage(db, { id: gone.id, by: ada, at: NOON });
  expect(search(db, "zucchini")).toEqual([]);
  expect(search(db, "quetzal")).toEqual([]);
  expect(search(db, "aubergine")).toEqual(["aubergine too", "aubergine"]);
  expect(search(db, "", { author: ada })).not.toContain("");

  db.run("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(search, row)");
  const known = (term: string) =>
    db.query<{ doc: number }, [string]>("SELECT doc FROM vocabulary WHERE term = ?").get(term)?.doc ?? 0;
  expect([known("aub"), known("zuc"), known("quz"), known("que"), known("zal")]).toEqual([0, 0, 0, 0, 0]);
  indexAll(db);
  expect(search(db, "aubergine")).toEqual(["aubergine too", "aubergine"]);
  expect([known("aub"), known("zuc"), known("quz"), known("que"), known("zal")]).toEqual([2, 0, 0, 0, 0]);
  db.query("DELETE FROM messages WHERE id = ?").run(early.id);
  expect([known("aub"), search(db, "aubergine")]).toEqual([1, ["aubergine too"]]);
});

test("of a deleted text no byte stays in the index", () => {
  const { db, ada } = open();
  const secret = say(db, { author: ada, body: "⸘⸘⸘" });
  for (let index = 0; index < MANY; index++) say(db, { author: ada, body: `filler ${index}` });
  indexAll(db);
  const bytes = () =>
    db.query<{ hex: string }, []>("SELECT group_concat(hex(block), '') AS hex FROM search_data").get()?.hex ?? "";
  const trace = Buffer.from(secret.body).toString("hex").toUpperCase();
  expect(bytes()).toContain(trace);
  deleteMessage(db, { id: secret.id, by: ada, at: NOON });
  expect(bytes()).not.toContain(trace);
});

test("what is searched for costs a little time, however much was said", () => {
  const { db, ada } = open();
  db.run("PRAGMA foreign_keys = OFF");
  const insert = db.query(
    "INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at) VALUES (?, 1, ?, ?, ?, 0, 0)",
  );
  db.transaction(() => {
    for (let id = 1; id <= 20_000; id++) insert.run(`k${id}`, ada, `the one and the other ${id}`, id);
  })();
  indexAll(db);
  for (const q of ["the", "theother", '"other and the one"', "q9", "数"]) {
    findMessages(db, sought(q));
    const times = Array.from({ length: 5 }, () => {
      const since = performance.now();
      findMessages(db, sought(q));
      return performance.now() - since;
    });
    expect([q, Math.min(...times) < 15]).toEqual([q, true]);
  }
}, 30_000);

test("out of time, a search looks at a few long messages or at some hundred short ones, and says how far it came", () => {
  const { db, ada } = open();
  for (let index = 0; index < MANY; index++) say(db, { author: ada, body: `${"éa".repeat(1_999)}qq` });
  for (let index = 0; index < MANY; index++) say(db, { author: ada, body: "qq" });
  indexAll(db);
  using _clock = timeFlies();
  const looked = (before: number, q: string, other?: Partial<Sought>) =>
    before - (findMessages(db, sought(q, other), before).before ?? 0);
  for (const other of [{}, { author: ada }]) expect(looked(MANY + 1, "qq zx", other)).toBeLessThan(12);
  expect(looked(2 * MANY + 1, "qq zx", { author: ada })).toBeWithin(300, MANY);
}, 30_000);

test("what is too short for the index is looked for in some hundred messages at a time", () => {
  const { db, ada } = open();
  say(db, { author: ada, body: "qq" });
  for (let index = 0; index < MANY; index++) say(db, { author: ada, body: "a" });
  indexAll(db);
  using _clock = timeFlies();
  const found = findMessages(db, sought("qq", { rooms: undefined }));
  expect([found.hits, (found.before ?? 0) > MANY / 2]).toEqual([[], true]);
  expect(search(db, "qq")).toEqual(["qq"]);
});

test.each(["tea", "数", ""])("what is said in rooms of others changes nothing in the answer to %p", (q) => {
  /** Everything that is found, and how far each page came, beside a closed room full of a text. */
  function answers(foreign: string): unknown[] {
    const { db, ada, bob } = open();
    const cellar = addRoom(db, "cellar", "closed", [bob]);
    const talk = addRoom(db, "talk", "direct", [bob]);
    const fill = (room: number) => {
      for (let index = 0; index < MANY; index++) say(db, { author: bob, room, body: `${foreign} ${index}` });
    };
    const early = say(db, { author: ada, body: "tea 数 early" });
    fill(cellar.id);
    say(db, { author: ada, body: "tea 数" });
    const edited = say(db, { author: bob, room: talk.id, body: "before" });
    indexAll(db);
    edit(db, edited, foreign);
    fill(talk.id);
    say(db, { author: ada, body: "tea 数 late" });
    const found: unknown[] = [];
    for (let before: number | undefined = Infinity; before !== undefined;) {
      const page = findMessages(db, sought(q), before);
      found.push([page.hits.map(({ body }) => body), page.before]);
      ({ before } = page);
    }
    expect(JSON.stringify(found)).toContain(early.body);
    expect(timeOf(db, early.id + 1, [LOBBY.id])).toBe(NOON);
    return found;
  }
  using _clock = timeFlies();
  expect(answers("tea 数")).toEqual(answers("nothing of it"));
});

test("who may read many rooms finds what is in them, and who may read none finds nothing", () => {
  const { db, ada } = open();
  const rooms = Array.from({ length: 250 }, (_, index) => addRoom(db, `room-${index}`).id);
  for (const room of rooms) say(db, { author: ada, room, body: "tea" });
  indexAll(db);
  for (const some of [rooms.slice(0, 3), rooms.slice(0, 150), rooms.slice(0, 249)]) {
    expect(search(db, "tea", { rooms: some })).toHaveLength(some.length);
  }
  expect(search(db, "tea", { rooms: undefined })).toHaveLength(250);
  expect(search(db, "tea", { rooms: [] })).toEqual([]);
});

/** From here on, a second goes by between two looks at the clock. */
function timeFlies() {
  let now = 0;
  return spyOn(performance, "now").mockImplementation(() => (now += 1_000));
}
