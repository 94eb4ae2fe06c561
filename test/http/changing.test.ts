/** Changing and deleting a message: who may, what it does, and that what was deleted is nowhere. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { addRoom, change, query } from "../support/database.ts";
import { attributeOf, find, logIn, textOf } from "../support/html.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const HTMX = { "HX-Request": "true" };

let server: TestServer;
let ada: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  const join = (name: string) => register(server.url, name);
  [ada, bob, carol] = await Promise.all([join("ada"), join("bob"), join("carol")]);
  await betweenRuns(server, (folder) => {
    addRoom(folder, "attic", "Attic");
    change(folder, "UPDATE users SET admin = 1 WHERE username = 'carol'");
  });
});
afterAll(() => server[Symbol.asyncDispose]());

type Stored = { id: number; body: string; rev: number; edited_at: number | null; deleted_by: number | null };

const stored = (id: number) => query<Stored>(server.folder, "SELECT * FROM messages WHERE id = ?", id)[0];
const latestRev = () => query<{ rev: number }>(server.folder, "SELECT max(rev) AS rev FROM messages")[0]?.rev ?? 0;

/** Posts and returns the id. */
async function say(person: Person, body: string): Promise<number> {
  return rowsIn(await (await person.post(body)).text())[0]?.id ?? 0;
}

const get = (person: Person, id: number | string, what: string, headers: Record<string, string> = HTMX) =>
  person.ask(`/rooms/lobby/messages/${id}/${what}`, { headers });

const send = (person: Person, id: number | string, what: string, form: Record<string, string> = {}, headers = HTMX) =>
  person.ask(`/rooms/lobby/messages/${id}/${what}`, { method: "POST", body: new URLSearchParams(form), headers });

const plainly = {} as typeof HTMX;

test("who wrote a message can give it another text, and everybody sees that it was changed", async () => {
  const id = await say(ada, "helo");
  const before = latestRev();
  const answer = await send(ada, id, "edit", { body: "hello\r\nall " });
  expect(answer.status).toBe(200);
  expect(rowsIn(await answer.text())).toMatchObject([{ id, rev: before + 1, text: "hello\nall" }]);
  expect(stored(id)).toMatchObject({ body: "hello\nall", rev: before + 1, edited_at: expect.any(Number) });
  const row = find(logIn(await (await bob.ask("/rooms/lobby")).text()), "li > div").at(-1);
  expect(row?.attributes["data-edited"]).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/);
});

test("the same text again is no change", async () => {
  const id = await say(ada, "as it is");
  const before = latestRev();
  expect((await send(ada, id, "edit", { body: "as it is" })).status).toBe(200);
  expect(stored(id)).toMatchObject({ rev: before, edited_at: null });
});

test("a plain form changes it too, and is found from the address of the message", async () => {
  const id = await say(ada, "on papre\n</textarea><b>");
  const permalink = await (await ada.ask(`/rooms/lobby/messages/${id}`)).text();
  expect(permalink).toContain(`<noscript><a href="/rooms/lobby/messages/${id}/menu">`);
  const page = await (await get(ada, id, "menu", plainly)).text();
  expect(attributeOf(page, "[data-act=edit]", "href")).toBe(`/rooms/lobby/messages/${id}/edit`);
  const edit = await (await get(ada, id, "edit", plainly)).text();
  expect(attributeOf(edit, "form", "action")).toBe(`/rooms/lobby/messages/${id}/edit`);
  expect(textOf(edit, "textarea")).toBe("on papre\n</textarea><b>");
  expect(find(edit, "main b")).toEqual([]);
  const answer = await send(ada, id, "edit", { body: "on paper" }, plainly);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/rooms/lobby/messages/${id}`]);
  expect(stored(id)?.body).toBe("on paper");
});

test("whoever edits too quickly is told to wait, on the page with the text as well", async () => {
  await using own = await startServer({ CHANGES_PER_10S: "1" });
  const person = await register(own.url, "quick");
  const id = await say(person, "one");
  await send(person, id, "edit", { body: "two" });
  for (const headers of [HTMX, plainly]) {
    const answer = await send(person, id, "edit", { body: "three" }, headers);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 11);
    if (headers === plainly) expect(textOf(await answer.text(), "textarea")).toBe("three");
  }
});

test("what is refused changes nothing and is not lost", async () => {
  const id = await say(ada, "as it was");
  const long = "x".repeat(4_001);
  for (const [body, sentence] of [
    ["", "Write something first."],
    [long, "That is 4,001 characters. A message has at most 4,000."],
  ] as const) {
    const answer = await send(ada, id, "edit", { body });
    expect([answer.status, textOf(await answer.text(), ".problem")]).toEqual([422, sentence]);
    const page = await send(ada, id, "edit", { body }, plainly);
    const html = await page.text();
    expect([page.status, textOf(html, "#composer-error"), textOf(html, "textarea")]).toEqual([422, sentence, body]);
  }
  expect(stored(id)).toMatchObject({ body: "as it was", edited_at: null });
});

test("the text comes with the menu's answer as it is stored, and is only text there", async () => {
  const text = `"><hx-partial hx-get='/logout'>\n&amp;`;
  const id = await say(ada, text);
  const bar = await (await get(ada, id, "edit")).text();
  expect(attributeOf(bar, "#composer-mode", "data-source")).toBe(text);
  expect(bar).not.toContain("<hx-partial");
});

test.each(["edit", "delete"])("nobody can %s the message of another person", async (what) => {
  const id = await say(ada, "mine");
  const before = latestRev();
  for (const headers of [HTMX, plainly]) {
    const answer = await send(bob, id, what, { body: "yours" }, headers);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("Only the author of a message");
  }
  expect((await get(bob, id, "edit")).status).toBe(403);
  expect((await send(carol, id, "edit", { body: "ours" })).status).toBe(403); // not even an administrator
  expect([stored(id)?.body, latestRev()]).toEqual(["mine", before]);
});

test("a menu offers what its reader may do, and nothing else", async () => {
  const id = await say(ada, "what now?");
  const offers = async (person: Person) => {
    const menu = await (await get(person, id, "menu")).text();
    return find(menu, "[data-act], summary").map(({ text, attributes }) => text || attributes["aria-label"]);
  };
  const everybody = ["More emoji", "Reply", "Copy text", "Copy link", "Mark unread from here"];
  expect(await offers(ada)).toEqual([...everybody, "Edit", "Delete"]);
  expect(await offers(bob)).toEqual(everybody);
  expect(await offers(carol)).toEqual([...everybody, "Delete"]);
});

test("of a deleted message its author and its place are left", async () => {
  const [before, id, after] = [await say(ada, "one"), await say(ada, "two"), await say(ada, "three")];
  const rev = latestRev();
  const answer = await send(ada, id, "delete");
  expect([answer.status, textOf(await answer.text(), ".deleted")]).toEqual([200, "Deleted this message"]);
  expect(stored(id)).toMatchObject({ body: "", rev: rev + 1, edited_at: null });
  const rows = rowsIn(await (await bob.ask("/rooms/lobby")).text()).slice(-3);
  expect(rows.map((row) => row.id)).toEqual([before, id, after]);
  expect(rows.map((row) => row.text)).toEqual(["one", "Deleted this message", "three"]);
});

test("an administrator can delete any message, and it says who did", async () => {
  const id = await say(ada, "out of order");
  const answer = await send(carol, id, "delete", {}, plainly);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/rooms/lobby/messages/${id}`]);
  expect(rowsIn(await (await bob.ask("/rooms/lobby")).text()).at(-1)?.text).toBe("Removed by an administrator");
});

test("with a deleted message nothing can be done any more", async () => {
  const id = await say(ada, "gone");
  await send(ada, id, "delete");
  const rev = latestRev();
  const answers = [
    await get(ada, id, "menu"),
    await get(ada, id, "edit"),
    await send(ada, id, "edit", { body: "back again" }),
    await send(ada, id, "delete"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([410, 410, 410, 410]);
  expect(textOf(await answers[2]!.text(), ".problem")).toBe("This message was deleted.");
  expect(latestRev()).toBe(rev);
});

test("a message is found in its own room only", async () => {
  const id = await say(ada, "here");
  for (const path of [`/rooms/attic/messages/${id}`, "/rooms/lobby/messages/999999", "/rooms/lobby/messages/1e3"]) {
    for (const what of ["menu", "edit"]) expect((await ada.ask(`${path}/${what}`)).status).toBe(404);
    for (const what of ["edit", "delete"]) {
      const answer = await ada.ask(`${path}/${what}`, { method: "POST", body: new URLSearchParams({ body: "there" }) });
      expect([path, what, answer.status]).toEqual([path, what, 404]);
    }
  }
  expect(stored(id)?.body).toBe("here");
});

test("what was deleted or replaced is soon in no file, no page and no history", async () => {
  const [first, second] = ["porcupine", "axolotl"].map((word) => `a secret ${word} `.repeat(9).trim()) as [
    string,
    string,
  ];
  const id = await say(ada, first);
  const files = () => readdirSync(server.folder).filter((name) => name.startsWith("parlor.sqlite"));
  const holders = (word: string) => files().filter((name) => readFileSync(join(server.folder, name)).includes(word));
  expect(holders("porcupine")).not.toEqual([]);
  await send(ada, id, "edit", { body: second });
  await send(ada, id, "delete");
  for (const path of ["/rooms/lobby", "/rooms/lobby/messages", `/rooms/lobby/messages?after=${id - 1}`]) {
    expect(await (await bob.ask(path)).text()).not.toMatch(/porcupine|axolotl/);
  }
  await waitFor(() => holders("porcupine").length + holders("axolotl").length === 0, "the files to forget", 15_000);
});
