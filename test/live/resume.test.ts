/** A page that was away goes on exactly where it was. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { openFile } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { openReader, readPage } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";

const COUNT = 1_000;

let server: TestServer;
let ada: Person;
let grace: Person;
let epoch: string;

const texts = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);
const sayMany = async (person: Person, from: number, to: number) => {
  for (const text of texts(from, to)) await person.say(text);
};

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000", SOCKETS_PER_PERSON: "10000" });
  ada = await register(server.url, "Ada"); // the first account has the id 1
  grace = await register(server.url, "Grace");
  epoch = (await readPage(ada)).cursor.split(".")[0] ?? "";
  await sayMany(ada, 1, COUNT);
}, 60_000);

afterAll(() => server[Symbol.asyncDispose]());

test("a connection cut at any point of a thousand messages brings the rest, each once, in order", async () => {
  for (let cut = 0; cut <= COUNT; cut++) {
    const reader = await openReader(server.url, grace, { cursor: `${epoch}.${cut}` });
    const expected = COUNT - cut > 500 ? texts(COUNT - 49, COUNT) : texts(cut + 1, COUNT);
    await reader.until(() => reader.rows().at(-1)?.text === expected.at(-1), `the end after a cut at ${cut}`);
    expect(reader.texts()).toEqual(expected);
    expect(reader.repeats()).toBe(0);
    expect(reader.cursor()).toBe(`${epoch}.${COUNT}`);
    reader.close();
  }
}, 120_000);

test("an absent or empty cursor means that nothing is missed", async () => {
  const reader = await openReader(server.url, grace, { cursor: "" });
  await ada.say("the first after");
  await reader.until(() => reader.rows().length > 0, "the next message");
  expect(reader.texts()).toEqual(["the first after"]);
  reader.close();
});

for (const [what, cursor] of [
  ["another log's cursor", () => "0123abc.5"],
  ["a cursor from the future", () => `${epoch}.999999`],
  ["garbage", () => "latest"],
  ["a cursor without a number", () => `${epoch}.`],
] as const) {
  test(`${what} brings the latest page, in one frame with its own cursor and beginning`, async () => {
    const page = await readPage(grace);
    const reader = await openReader(server.url, grace, { cursor: cursor() });
    await reader.until(() => reader.notes().some(({ target }) => target === "#log"), "the list");
    const list = reader.notes().find(({ target }) => target === "#log");
    expect(list?.swap).toBe("outerHTML");
    expect(String(list?.content)).toContain(`data-from="${page.rows[0]?.id}"`);
    expect(reader.rows()).toEqual(page.rows);
    expect(reader.cursor()).toBe(page.cursor);
    reader.close();
  });
}

test("what was posted by oneself while others' rows were on the way is no reason to skip them", async () => {
  const reader = await openReader(server.url, grace);
  const before = reader.cursor();
  reader.close();
  await ada.say("while the connection was down");
  await grace.say("my own, accepted before the connection is back");
  expect(reader.cursor()).toBe(before); // only frames of the socket move it
  await reader.reconnect();
  await reader.until(() => reader.rows().at(-1)?.text.startsWith("my own") === true, "one's own message");
  expect(reader.texts().slice(-2)).toEqual([
    "while the connection was down",
    "my own, accepted before the connection is back",
  ]);
  reader.close();
});

type Said = { body: string; author: number };

test("a connection that breaks with every frame loses and doubles nothing of a stream with changes in it", async () => {
  const reader = await openReader(server.url, grace);
  const db = openFile(server.folder);
  const newest = () =>
    db.query("SELECT max(id) AS id, max(rev) AS rev FROM messages").get() as { id: number; rev: number };
  const first = newest().id;
  let done = false;
  const breaking = (async () => {
    while (!done) {
      await reader.until(() => done || reader.frames() > 0, "a frame");
      await reader.reconnect();
    }
  })();
  await Promise.all([sayMany(ada, 2_001, 2_200), sayMany(grace, 3_001, 3_200)]);
  for (const id of [first + 7, first + 50, first + 300]) {
    const { body, author } = db.query("SELECT body, author_id AS author FROM messages WHERE id = ?").get(id) as Said;
    const edit = { method: "POST", body: new URLSearchParams({ body: `${body} (changed)` }) };
    const { status } = await (author === 1 ? ada : grace).ask(`/rooms/lobby/messages/${id}/edit`, edit);
    expect(status).toBe(303);
    await ada.say(`after the change of ${id}`);
  }
  await reader.until(() => reader.cursor().endsWith(`.${newest().rev}`), "the last change");
  done = true;
  await breaking;
  const stored = db.query("SELECT id, rev, body AS text FROM messages WHERE id > ? ORDER BY id").all(first);
  const shown = reader.rows().filter(({ id }) => id > first);
  expect(shown.map(({ id, rev, text }) => ({ id, rev, text }))).toEqual(stored as never);
  expect(shown.filter(({ text }) => text.endsWith("(changed)"))).toHaveLength(3);
  db.close();
  reader.close();
}, 60_000);
