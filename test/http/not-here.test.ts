/** A mention of somebody who is not in the room calls nobody, and says so to whoever wrote it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { change, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;
let bob: Person;
const ids: Record<string, number> = {};

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "Ada");
  bob = await register(server.url, "Bob");
  for (const name of ["Grace", "דוד", "Mary Ann", "p1", "p2", "p3", "p4"]) await register(server.url, name);
  await betweenRuns(server, (folder) => {
    for (const { id, name } of query<{ id: number; name: string }>(folder, "SELECT id, username AS name FROM users")) {
      ids[name] = id;
    }
    change(folder, "INSERT INTO rooms (slug, name, kind) VALUES ('q7x', 'Surprise', 'closed')");
    change(folder, "INSERT INTO rooms (slug, name, kind, people) VALUES ('d1', '', 'direct', '1,2')");
    change(
      folder,
      `INSERT INTO memberships (room_id, user_id, member, keeper) SELECT rooms.id, users.id, 1, kind = 'closed' AND username = 'Ada'
       FROM rooms, users WHERE slug IN ('q7x', 'd1') AND username IN ('Ada', 'Bob')`,
    );
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const noticeFor = async (person: Person, body: string, room: string) => {
  const header = (await person.post(body, undefined, room)).headers.get("x-not-in-room");
  if (header === null) return undefined;
  const sentence = `<p>${decodeURIComponent(header)}</p>`;
  return [textOf(sentence, "p"), attributeOf(sentence, "a", "href")];
};
/** What the page says after a plain form, and where its link leads. */
async function noticeAt(person: Person, address: string) {
  const html = await (await person.ask(address)).text();
  const [notice] = find(html, "#connection");
  return [notice?.text.trim(), find(html, "#connection a")[0]?.attributes.href];
}
const sendPlainly = async (person: Person, body: string, room: string) =>
  (await person.ask(`/rooms/${room}/messages`, { method: "POST", body: new URLSearchParams({ body }) })).headers.get(
    "location",
  ) ?? "";

test("the page's script learns the names, and where to add them if the author may", async () => {
  expect(await noticeFor(ada, "@Grace, @Bob, @דוד and @Mary Ann", "q7x")).toEqual([
    "Grace, דוד and Mary Ann are not in this room. Add them",
    "/rooms/q7x/about#add",
  ]);
  expect(await noticeFor(bob, "@Grace", "q7x")).toEqual(["Grace is not in this room.", undefined]);
  expect(await noticeFor(ada, "@Grace", "d1")).toEqual(["Grace is not in this room.", undefined]);
  expect(await noticeFor(ada, "@Bob @here @nobody", "q7x")).toBeUndefined();
  expect(await noticeFor(ada, "@Grace", "lobby")).toBeUndefined();
  const many = "@Grace @דוד @p1 @p2 @p3 @p4 @Mary Ann";
  expect((await noticeFor(bob, many, "q7x"))?.[0]).toBe("Grace, דוד, p1, p2, p3 and 2 more are not in this room.");
});

test("a repeat is told the same", async () => {
  const key = crypto.randomUUID();
  const [first, second] = [await ada.post("@Grace", key, "q7x"), await ada.post("@Grace", key, "q7x")];
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.headers.get("x-not-in-room")).toBe(first.headers.get("x-not-in-room"));
});

test("a plain form leads to a page that says so, with the way to add them", async () => {
  const address = await sendPlainly(ada, "@Grace and @Mary Ann", "q7x");
  expect(address).toBe(`/rooms/q7x?not-here=${ids.Grace},${ids["Mary Ann"]}`);
  expect(await noticeAt(ada, address)).toEqual([
    "Grace and Mary Ann are not in this room. Add them",
    "/rooms/q7x/about#add",
  ]);
  expect(await noticeAt(bob, address)).toEqual(["Grace and Mary Ann are not in this room.", undefined]);
  expect(await sendPlainly(ada, "@Bob", "q7x")).toBe("/rooms/q7x");
});

test("an address can't make a page say what is not so", async () => {
  for (const [asked, said] of [
    [`${ids.Bob}`, ""],
    [`${ids.Bob},${ids.Grace}`, "Grace is not in this room."],
    ["999", ""],
    ["<b>", ""],
    [`${ids.Grace},x`, ""],
    ["", ""],
    ["9".repeat(400), ""],
  ]) {
    const [notice] = await noticeAt(bob, `/rooms/q7x?not-here=${encodeURIComponent(asked ?? "")}`);
    expect([asked, notice]).toEqual([asked, said]);
  }
  expect((await noticeAt(bob, `/rooms/lobby?not-here=${ids.Grace}`))[0]).toBe("");
});
