/** Reactions: what counts as one, how they add up, and who is told what. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { query } from "../support/database.ts";
import { attributeOf, find, logIn, textOf } from "../support/html.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(30_000);

const HTMX = { "HX-Request": "true" };

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  const limits = { POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000", REACTIONS_PER_MESSAGE: "3" };
  server = await startServer({ FLUSH_INTERVAL_MS: "0", ...limits });
  const join = (name: string) => register(server.url, name);
  [ada, bob] = await Promise.all([join("ada"), join("bob")]);
});
afterAll(() => server[Symbol.asyncDispose]());

async function say(person: Person, body: string): Promise<number> {
  return rowsIn(await (await person.post(body)).text())[0]?.id ?? 0;
}

const react = (person: Person, id: number, emoji: string, headers: Record<string, string> = HTMX) =>
  person.ask(`/rooms/lobby/messages/${id}/reactions`, {
    method: "POST",
    body: new URLSearchParams({ emoji }),
    headers,
  });

/** The reactions in a row, as their text and the ids that stand in them. */
const reactionsIn = (row: string) =>
  find(row, ".reactions button").map(({ text, attributes }) => `${text} by ${attributes["data-by"]}`);
const idOf = (name: string) =>
  query<{ id: number }>(server.folder, "SELECT id FROM users WHERE username = ?", name)[0]?.id;
const latestRev = () => query<{ rev: number }>(server.folder, "SELECT max(rev) AS rev FROM messages")[0]?.rev ?? 0;

test("a reaction shows under the message for everybody, with who chose it, and the same again takes it back", async () => {
  const id = await say(ada, "we did it");
  const [a, b] = [idOf("ada"), idOf("bob")];
  const rev = latestRev();
  const steps: [Person, string, string[]][] = [
    [bob, "🎉", [`🎉 1 by ${b}`]],
    [ada, "❤️", [`🎉 1 by ${b}`, `❤️ 1 by ${a}`]],
    [ada, "🎉", [`🎉 2 by ${a} ${b}`, `❤️ 1 by ${a}`]],
    [bob, "🎉", [`🎉 1 by ${a}`, `❤️ 1 by ${a}`]],
    [ada, "🎉", [`❤️ 1 by ${a}`]],
  ];
  for (const [index, [person, emoji, expected]] of steps.entries()) {
    const row = await (await react(person, id, emoji)).text();
    expect(reactionsIn(row)).toEqual(expected);
    expect(rowsIn(row)).toMatchObject([{ id, rev: rev + index + 1, text: "we did it" }]);
    expect(reactionsIn(logIn(await (await bob.ask("/rooms/lobby")).text()))).toEqual(expected);
  }
  expect(find(await (await react(ada, id, "❤️")).text(), ".reactions")).toEqual([]);
});

test("a plain form reacts too", async () => {
  const id = await say(ada, "plainly");
  const menu = await (await bob.ask(`/rooms/lobby/messages/${id}/menu`)).text();
  expect(attributeOf(menu, "form.react", "action")).toBe(`/rooms/lobby/messages/${id}/reactions`);
  const answer = await react(bob, id, attributeOf(menu, "form.react button", "value") ?? "", {});
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/rooms/lobby/messages/${id}`]);
  const page = logIn(await (await ada.ask("/rooms/lobby")).text());
  expect(find(page, ".reactions").at(-1)?.attributes.action).toBe(`/rooms/lobby/messages/${id}/reactions`);
});

test.each(["👍", "❤️", "👩🏽‍🚀", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🇯🇵", "#️⃣", "👨‍👩‍👧‍👦"])("%s is a reaction", async (emoji) => {
  const id = await say(ada, "any of them");
  expect(find(await (await react(bob, id, emoji)).text(), ".reactions button")).toMatchObject([
    { text: `${emoji} 1`, attributes: { value: emoji } },
  ]);
});

test.each(["", " ", "a", "1", "👍👍", "👍 ", "❤", "🇯", "👍<b>", "+1", "👨‍🦱‍🦱", "\u200d"])(
  "%p is not a reaction",
  async (emoji) => {
    const id = await say(ada, "none of these");
    const rev = latestRev();
    const answer = await react(bob, id, emoji);
    expect([answer.status, textOf(await answer.text(), ".problem")]).toEqual([422, "A reaction is one emoji."]);
    expect(latestRev()).toBe(rev);
  },
);

test("a message has so many different reactions; those that are there can still be chosen", async () => {
  const id = await say(ada, "popular");
  for (const emoji of ["👍", "🎉", "👀"]) expect((await react(ada, id, emoji)).status).toBe(200);
  const answer = await react(bob, id, "🙏");
  expect(answer.status).toBe(422);
  expect(textOf(await answer.text(), ".problem")).toStartWith("A message has at most 3 different reactions.");
  expect((await react(bob, id, "👀")).status).toBe(200);
});

test("who chose a reaction is told on demand: some names, and how many more", async () => {
  const id = await say(ada, "who?");
  for (const person of [ada, bob]) await react(person, id, "👍");
  for (let index = 0; index < 21; index++) {
    const sql =
      "INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?, ?, '', 0) RETURNING id";
    const user = query<{ id: number }>(server.folder, sql, `crowd-${index}`, `crowd-${index}`)[0]?.id ?? 0;
    query(server.folder, "INSERT INTO reactions (message_id, user_id, emoji) VALUES (?, ?, '👍')", id, user);
  }
  await react(ada, id, "👍");
  const row = await (await react(ada, id, "👍")).text(); // the latest now, so that one's own is always there
  const [reaction] = find(row, ".reactions button");
  expect(reaction?.text).toBe("👍 23");
  expect(reaction?.attributes["data-by"]?.split(" ")).toHaveLength(20);
  expect(reaction?.attributes["data-by"]).toStartWith(`${idOf("ada")} `);
  const names = await (await bob.ask(`/rooms/lobby/messages/${id}/reactions?emoji=👍`, { headers: HTMX })).text();
  expect(textOf(names, "span")).toStartWith("👍 ada, crowd-20, crowd-19");
  expect(textOf(names, "span")).toEndWith(" and 3 more");
  expect(textOf(await (await bob.ask(`/rooms/lobby/messages/${id}/menu`)).text(), ".reacted")).toEndWith(" and 3 more");
  expect(await (await bob.ask(`/rooms/lobby/messages/${id}/reactions?emoji=🎉`)).text()).toBe("Nobody");
});

test("with the message its reactions go, and nobody reacts to what is gone", async () => {
  const id = await say(ada, "soon gone");
  await react(bob, id, "👍");
  const gone = await ada.ask(`/rooms/lobby/messages/${id}/delete`, { method: "POST", headers: HTMX });
  expect(find(await gone.text(), ".reactions")).toEqual([]);
  expect(query(server.folder, "SELECT 1 FROM reactions WHERE message_id = ?", id)).toEqual([]);
  expect((await react(bob, id, "👍")).status).toBe(410);
});

test("whoever reacts too quickly is told to wait", async () => {
  await using own = await startServer({ CHANGES_PER_10S: "3" });
  const person = await register(own.url, "quick");
  const id = await say(person, "one");
  const answers = [];
  for (let index = 0; index < 4; index++) answers.push(await react(person, id, "👍"));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(Number(answers[3]?.headers.get("retry-after"))).toBeWithin(1, 11);
});

test("the list of all emoji is a file of its own, each with its name, and every one of them is taken", async () => {
  const id = await say(ada, "all of them");
  const menu = await (await bob.ask(`/rooms/lobby/messages/${id}/menu`, { headers: HTMX })).text();
  const list = await fetch(server.url + attributeOf(menu, ".more-emoji", "hx-get"));
  expect(list.headers.get("cache-control")).toContain("immutable");
  const all = find(await list.text(), "button");
  expect(all.length).toBeGreaterThan(1_800);
  expect(all.find(({ text }) => text === "😀")?.attributes).toMatchObject({ value: "😀", title: "grinning face" });
  for (const { text } of all.filter((_, index) => index % 100 === 0)) {
    expect([text, (await react(bob, await say(ada, "one of them"), text)).status]).toEqual([text, 200]);
  }
});
