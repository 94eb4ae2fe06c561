/** Replies: what they quote, that it stays true, and where they may lead. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { randomUUID } from "node:crypto";

import { addRoom, query } from "../support/database.ts";
import { attributeOf, find, logIn, textOf } from "../support/html.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const HTMX = { "HX-Request": "true" };

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  await betweenRuns(server, (folder) => addRoom(folder, "attic", "Attic"));
  const join = (name: string) => register(server.url, name);
  [ada, bob] = await Promise.all([join("ada"), join("bob")]);
});
afterAll(() => server[Symbol.asyncDispose]());

const send = (person: Person, path: string, form: Record<string, string>, headers: Record<string, string> = HTMX) =>
  person.ask(path, { method: "POST", body: new URLSearchParams(form), headers });

const say = async (person: Person, body: string) => rowsIn(await (await person.post(body)).text())[0]?.id ?? 0;
const reply = (person: Person, to: number | string, body: string, key = randomUUID()) =>
  send(person, "/rooms/lobby/messages", { body, key, reply: String(to) });
const page = async () => logIn(await (await bob.ask("/rooms/lobby")).text());
const latestRev = () => query<{ rev: number }>(server.folder, "SELECT max(rev) AS rev FROM messages")[0]?.rev ?? 0;
const quotes = async () => find(await page(), ".quote").map(({ text }) => text);

test("a reply shows what it answers, leads there, and has a head of its own", async () => {
  const id = await say(ada, "Shall we *meet* at `nine`?\nOr <b>later</b>?");
  await say(bob, "Hm");
  const answer = await reply(bob, id, "At nine.");
  expect(answer.status).toBe(201);
  const row = await answer.text();
  expect(rowsIn(row)).toMatchObject([{ text: "At nine.", continues: false }]);
  expect(textOf(row, ".quote")).toBe("ada Shall we meet at nine? Or <b>later</b>?");
  expect(attributeOf(row, ".quote", "href")).toBe(`/rooms/lobby/messages/${id}`);
  expect(find(row, ".quote b, .quote code, .quote em")).toEqual([]);
  expect(await page()).toContain(row);
});

test("a quote is the plain text of the message, cut when it is plain", async () => {
  const id = await say(ada, `[Plan](https://a.example/${"x".repeat(300)}) for **Friday**:\n- milk\n- eggs`);
  expect(textOf(await (await reply(bob, id, "Good.")).text(), ".quote")).toBe("ada Plan for Friday: - milk - eggs");
  const bar = await (await bob.ask(`/rooms/lobby/messages/${id}/reply`, { headers: HTMX })).text();
  expect(textOf(bar, "#composer-mode > span")).toBe("Replying to ada Plan for Friday: - milk - eggs");
});

test("what a reply quotes stays true: changed with the message, and gone with it", async () => {
  const id = await say(ada, "the frist version");
  const shown = rowsIn(await (await reply(bob, id, "Noted.")).text())[0];
  await send(ada, `/rooms/lobby/messages/${id}/edit`, { body: "the first version" });
  expect((await quotes()).at(-1)).toBe("ada the first version");
  const edited = rowsIn(await page()).at(-1);
  expect(edited).toMatchObject({ id: shown?.id, text: "Noted." });
  expect(edited?.rev).toBeGreaterThan(shown?.rev ?? 0); // so that open pages hear of it
  await send(ada, `/rooms/lobby/messages/${id}/delete`, {});
  expect((await quotes()).at(-1)).toBe("ada a deleted message");
  expect(await page()).not.toContain("first version");
});

test("of many replies the newest hear of a change at once, and the others are right when they are next shown", async () => {
  const id = await say(ada, "asked by everybody");
  const first = rowsIn(await (await reply(bob, id, "reply 0")).text())[0];
  for (let index = 1; index <= 100; index++) await reply(bob, id, `reply ${index}`);
  await ada.ask(`/rooms/lobby/messages/${first?.id}`); // in the cache now
  await send(ada, `/rooms/lobby/messages/${id}/edit`, { body: "answered at last" });
  const revs = query<{ rev: number }>(server.folder, "SELECT rev FROM messages WHERE reply_to = ? ORDER BY id", id);
  expect(revs[0]?.rev).toBe(first?.rev);
  expect(revs.slice(1).every(({ rev }, index, all) => rev > (all[index - 1]?.rev ?? id))).toBeTrue();
  const history = await (await ada.ask(`/rooms/lobby/messages/${first?.id}`)).text();
  expect(
    new Set(
      find(logIn(history), ".quote")
        .map(({ text }) => text)
        .slice(-20),
    ),
  ).toEqual(new Set(["ada answered at last"]));
});

test("a change is not sent again with many long replies", async () => {
  const id = await say(ada, "a lot was said to this");
  for (let index = 0; index < 6; index++) await reply(bob, id, "x".repeat(4_000));
  const before = latestRev();
  await send(ada, `/rooms/lobby/messages/${id}/edit`, { body: "a lot was written to this" });
  expect(latestRev() - before).toBe(1 + 4);
});

test("what changes with a message counts against the limit of whoever changes it", async () => {
  await using strict = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000", CHANGES_PER_10S: "30" });
  const [author, other] = await Promise.all([register(strict.url, "author"), register(strict.url, "other")]);
  const [asked, plain] = [await say(author, "asked by everybody"), await say(author, "asked by nobody")];
  for (let index = 0; index < 40; index++) await reply(other, asked, `reply ${index}`);
  const change = (id: number, what: string, body: string) => send(author, `/rooms/lobby/messages/${id}/${what}`, { body }); // prettier-ignore
  expect((await change(plain, "edit", "as often as ever")).status).toBe(200);
  expect((await change(asked, "edit", "with 40 replies")).status).toBe(200);
  const refused = await change(asked, "edit", "and again");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeWithin(1, 11);
  expect((await change(plain, "delete", "")).status).toBe(429);
  expect((await send(other, `/rooms/lobby/messages/${plain}/reactions`, { emoji: "👍" })).status).toBe(200);
});

test("a reply that was deleted quotes nothing", async () => {
  const id = await say(ada, "quoted once");
  const answer = rowsIn(await (await reply(bob, id, "soon gone")).text())[0];
  const gone = await send(bob, `/rooms/lobby/messages/${answer?.id}/delete`, {});
  expect(find(await gone.text(), ".quote")).toEqual([]);
});

test("a reply posted twice with one key appears once, with what it answers", async () => {
  const id = await say(ada, "once");
  const key = randomUUID();
  const first = await (await reply(bob, id, "and only once", key)).text();
  const again = await reply(bob, id, "and only once", key);
  expect([again.status, await again.text()]).toEqual([200, first]);
});

test.each([
  [
    "of another room",
    () => String(query<{ id: number }>(server.folder, "SELECT id FROM messages WHERE room_id <> 1")[0]?.id),
  ],
  ["that is not there", () => "999999"],
  ["that is no number", () => "latest"],
])("nobody can reply to a message %s", async (_, to) => {
  await ada.post("up here", undefined, "attic");
  const answer = await reply(bob, to(), "hello up there");
  expect(answer.status).toBe(422);
  expect(textOf(await answer.text(), ".problem")).toBe("The message you are replying to is not in this room.");
});

test("without a script one replies on a page of its own, and what is refused still replies", async () => {
  const id = await say(ada, "on paper?");
  const menu = await (await bob.ask(`/rooms/lobby/messages/${id}/menu`)).text();
  const form = await (await bob.ask(attributeOf(menu, "[data-act=reply]", "href") ?? "")).text();
  expect(attributeOf(form, "form", "action")).toBe("/rooms/lobby/messages");
  expect(attributeOf(form, "input[name=reply]", "value")).toBe(String(id));
  const refused = await send(bob, "/rooms/lobby/messages", { body: "x".repeat(4_001), reply: String(id) }, {});
  expect(refused.status).toBe(422);
  expect(attributeOf(await refused.text(), "#composer input[name=reply]", "value")).toBe(String(id));
  const answer = await send(bob, "/rooms/lobby/messages", { body: "on paper.", reply: String(id) }, {});
  expect(answer.status).toBe(303);
  expect((await quotes()).at(-1)).toBe("ada on paper?");
});

test("an empty reply field replies to nothing", async () => {
  const answer = await reply(bob, "", "to nobody in particular");
  expect(answer.status).toBe(201);
  expect(find(await answer.text(), ".quote")).toEqual([]);
});
