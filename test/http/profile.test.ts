/** People choose how others see them, and others see it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { attributeOf, find, textOf } from "../support/html.ts";
import { type Person, register, submit } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const CHANGES = 60;

let server: TestServer;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", PROFILES_PER_10MIN: String(CHANGES) });
  [ada, grace] = [await register(server.url, "Ada"), await register(server.url, "Grace")];
});
afterAll(() => server[Symbol.asyncDispose]());

const change = (person: Person, fields: Record<string, string>) =>
  submit(server.url, "/profile", fields, { cookie: person.cookie });
const read = async (person: Person, path: string, headers: Record<string, string> = {}) =>
  (await person.ask(path, { headers })).text();
const card = (person: Person, id: number) => read(person, `/people/${id}`, { "HX-Request": "true" });
const avatarIn = async (person: Person, key: string) => {
  const page = await read(person, "/rooms/lobby");
  return find(page, `#m-${key} .avatar`)[0]?.attributes.class;
};

test("what one says about oneself is on the card, which is a fragment in the room and a page elsewhere", async () => {
  const saved = await change(ada, { hue: "5", about: " Reads\nby lamplight " });
  expect([saved.status, saved.headers.get("location")]).toEqual([303, "/people/1"]);
  const fragment = await card(grace, 1);
  expect(find(fragment, "html, a")).toEqual([]);
  expect([textOf(fragment, "h2"), textOf(fragment, "p")]).toEqual(["Ada", "Reads by lamplight"]);
  expect(textOf(fragment, ".hint")).toMatch(/^Here since \d{1,2} \w+ 20\d\d$/);
  const page = await read(grace, "/people/1");
  expect([textOf(page, "h1"), textOf(page, "title")]).toEqual(["Ada", "Ada · Parlor"]);
  expect(find(page, "a").map(({ attributes }) => attributes.href)).toEqual(["/rooms/lobby"]);
});

test("only one's own card leads to changing it, and others' to calling them and to talking with them", async () => {
  expect(attributeOf(await card(ada, 1), "a", "href")).toBe("/profile");
  expect(find(await card(ada, 1), "button")).toEqual([]);
  const other = await card(ada, 2);
  expect([find(other, "a"), attributeOf(other, "[data-mention]", "data-mention")]).toEqual([[], "Grace"]);
  const form = find(other, "form")[0]?.attributes;
  expect([form?.method, form?.action]).toEqual(["post", "/direct"]);
  const name = attributeOf(other, "form button", "value") ?? "";
  expect([attributeOf(other, "form button", "name"), name]).toEqual(["person", "Grace"]);
  const opened = await submit(server.url, "/direct", { person: name }, { cookie: ada.cookie });
  expect(opened.status).toBe(303);
  const room = await read(grace, opened.headers.get("location") ?? "");
  expect(textOf(room, "h1")).toBe("Ada");
  for (const address of ["/people/1", "/people/2"])
    expect(find(await read(ada, address), "form").length).toBe(address === "/people/2" ? 1 : 0);
});

test("a form without changes keeps colour and words", async () => {
  const form = await read(ada, "/profile");
  const about = textOf(form, "#about") ?? "";
  const checked = find(form, "[name=hue]").filter(({ attributes }) => "checked" in attributes);
  expect([about, checked.map(({ attributes }) => attributes.value)]).toEqual(["Reads by lamplight", ["5"]]);
  await change(ada, { about });
  expect(await read(ada, "/profile")).toBe(form);
});

test("another colour shows on messages that were there, on new ones, and in open pages at once", async () => {
  const before = await ada.say("before");
  await read(grace, "/rooms/lobby"); // so that both the row and the page are remembered
  const reader = await openReader(server.url, grace);
  await change(ada, { hue: "9" });
  await reader.until(
    () => reader.notes().some(({ users }) => Bun.deepEquals(users, [[1, "Ada", "A", 9]])),
    "the colour in open pages",
  );
  expect(await avatarIn(grace, before)).toBe("avatar hue-9");
  expect(await avatarIn(grace, await ada.say("after"))).toBe("avatar hue-9");
  const history = await read(grace, "/rooms/lobby/messages", { "HX-Request": "true" });
  expect(find(history, `#m-${before} .avatar`)[0]?.attributes.class).toBe("avatar hue-9");
  const room = await read(ada, "/rooms/lobby");
  expect(room).toContain('class="avatar hue-9"');
  expect(find(room, "#pending-message .avatar")[0]?.attributes.class).toBe("avatar hue-9");
  reader.close();
});

test.each(["0", "13", "-1", "5.0", "5 ", "hue-5", '5" onclick="x'])("%p is no colour", async (hue) => {
  const answer = await change(ada, { hue, about: "kept" });
  const page = await answer.text();
  expect([answer.status, textOf(page, "#about"), textOf(page, ".problem")]).toEqual([
    422,
    "kept",
    "Pick one of the twelve colours.",
  ]);
  expect(await card(ada, 1)).not.toContain("kept");
});

test("too many words are turned down and kept in the form", async () => {
  const answer = await change(ada, { about: "w".repeat(201) });
  const page = await answer.text();
  expect([answer.status, textOf(page, "#about")]).toEqual([422, "w".repeat(201)]);
  expect(textOf(page, ".problem")).toContain("201");
});

test.each([
  "<script>alert(1)</script>",
  '"><hx-partial hx-get="/logout" hx-trigger="load">',
  "</textarea></form><b onclick=alert(1)>",
  "&lt;b&gt; &amp;",
])("%p is shown as it is, on the card and in the form", async (about) => {
  const plain = (await read(ada, "/profile")).match(/<[a-z]+/g);
  await change(ada, { about });
  const shown = await card(grace, 1);
  expect(textOf(shown, "p")).toBe(about);
  expect(find(shown, "*").map(({ tag }) => tag)).toEqual(["b", "h2", "bdi", "p", "p", "form", "button", "button"]);
  const form = await read(ada, "/profile");
  expect([textOf(form, "#about"), form.match(/<[a-z]+/g)]).toEqual([about, plain]);
});

test.each(["0", "999", "x", "1.5", "-1", "9".repeat(20)])("there is no card of person %p", async (id) => {
  const answer = await ada.ask(`/people/${id}`);
  expect([answer.status, textOf(await answer.text(), "p")]).toEqual([404, "There is no such person."]);
});

test("who changes too often is asked to wait, and what was typed is kept", async () => {
  const linus = await register(server.url, "Linus");
  for (let n = 0; n < CHANGES; n++) await change(linus, { about: `${n}` });
  const answer = await change(linus, { about: "once more" });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 601);
  expect(textOf(await answer.text(), "#about")).toBe("once more");
});

test("a page that was away while somebody changed colour learns of it when it comes back", async () => {
  const reader = await openReader(server.url, grace);
  const cursor = reader.cursor();
  reader.close();
  await change(ada, { hue: "3" });
  const back = await openReader(server.url, grace, { cursor });
  await back.until(() => back.notes().some(({ users }) => Bun.deepEquals(users, [[1, "Ada", "A", 3]])), "the colour");
  back.close();
});
