/** Posting to a room: what is accepted, what is refused and how, by a page's script and by a plain form. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { randomUUID } from "node:crypto";

import { addRoom, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const BAD_KEYS = ["urn:uuid:0b0e6f2a-0000-4000-8000-000000000001", "0B0E6F2A-0000-4000-8000-00000000000A", "7"].concat(
  [
    "0b0e6f2a000040008000000000000001",
    "{0b0e6f2a-0000-4000-8000-000000000001}",
    " 0b0e6f2a-0000-4000-8000-000000000001",
  ],
  ["0b0e6f2a-0000-4000-8000-000000000001\n", "0b0e6f2a-0000-4000-8000-00000000000g", '"><b>'],
);

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "100" });
  await betweenRuns(server, (folder) => addRoom(folder, "attic", "Attic"));
  [ada, bob] = await Promise.all([register(server.url, "ada"), register(server.url, "bob")]);
});
afterAll(() => server[Symbol.asyncDispose]());

/** Posts as a plain form does. */
const postForm = (person: Person, fields: Record<string, string>, room = "lobby") =>
  person.ask(`/rooms/${room}/messages`, { method: "POST", body: new URLSearchParams(fields) });

const stored = (key: string) =>
  query<{ body: string; rev: number; room_id: number }>(
    server.folder,
    "SELECT body, rev, room_id FROM messages WHERE key = ?",
    key,
  );
const countAll = () => query<{ count: number }>(server.folder, "SELECT count(*) AS count FROM messages")[0]?.count;

test("a message is answered with its row, and stored", async () => {
  const key = randomUUID();
  const response = await ada.post("hello, all", key);
  const rows = rowsIn(await response.text());
  expect(response.status).toBe(201);
  expect(rows).toMatchObject([{ key, text: "hello, all" }]);
  expect(stored(key)).toMatchObject([{ body: "hello, all", rev: rows[0]?.rev, room_id: 1 }]);
});

test("a form with parts is read like any other, whatever its text looks like", async () => {
  for (const text of ["[1,2]", '{"a":1}', "plain"]) {
    const body = new FormData();
    const key = randomUUID();
    for (const [name, value] of Object.entries({ key, body: text })) body.append(name, value);
    body.append("file", new File(["x"], "x.txt"));
    expect((await ada.ask("/rooms/lobby/messages", { method: "POST", body })).status).toBe(303);
    expect(stored(key)).toMatchObject([{ body: text }]);
  }
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const broken = await ada.ask("/rooms/lobby/messages", { method: "POST", body: "no parts", headers });
  expect([broken.status, textOf(await broken.text(), "main p")]).toEqual([400, "This request is not valid."]);
});

test("a row adds less than 350 bytes to its text", async () => {
  const text = "a plain message";
  const row = await (await bob.post(text)).text();
  expect(Buffer.byteLength(row) - text.length).toBeLessThan(350);
});

test("the room shows a message as soon as it is accepted", async () => {
  for (const text of ["one", "two", "three"]) {
    const key = await ada.say(text);
    expect(rowsIn(await (await bob.ask("/rooms/lobby")).text()).at(-1)).toMatchObject({ key, text });
  }
});

test("a message without a key gets one from the server", async () => {
  const forms: Record<string, string>[] = [{ body: "no key" }, { body: "empty key", key: "" }];
  for (const fields of forms) {
    const response = await ada.ask("/rooms/lobby/messages", {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "HX-Request": "true" },
    });
    expect(response.status).toBe(201);
    const [row] = rowsIn(await response.text());
    expect(row?.key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  }
});

test("a message posted twice with one key appears once, as it was the first time", async () => {
  const key = randomUUID();
  const first = await (await ada.post("once", key)).text();
  const again = await ada.post("something else", key);
  expect(again.status).toBe(200);
  expect(await again.text()).toBe(first);
  expect(stored(key)).toMatchObject([{ body: "once" }]);
});

test("a message posted many times at once with one key appears once", async () => {
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 8 }, () => ada.post("at once", key)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  expect(stored(key)).toHaveLength(1);
});

test("a plain form leads back to the room, where the message is", async () => {
  const key = randomUUID();
  for (const response of [
    await postForm(ada, { body: "on paper", key }),
    await postForm(ada, { body: "on paper", key }),
  ]) {
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/rooms/lobby");
  }
  expect(stored(key)).toHaveLength(1);
  expect(rowsIn(await (await ada.ask("/rooms/lobby")).text()).at(-1)).toMatchObject({ key, text: "on paper" });
});

test("nobody can take the key of another person's message, or use one again in another room", async () => {
  const key = await ada.say("mine");
  const answers = [await bob.post("mine now", key), await ada.post("moved", key, "attic")];
  for (const response of answers) {
    expect(response.status).toBe(409);
    expect(textOf(await response.text(), "p")).toBe("Another message already has this key.");
  }
  expect(stored(key)).toMatchObject([{ body: "mine", room_id: 1 }]);
  const page = await postForm(bob, { body: "mine now", key });
  expect(page.status).toBe(409);
  expect(textOf(await page.text(), "#composer textarea")).toBe("mine now");
});

test.each(BAD_KEYS)("the key %p is refused", async (key) => {
  const before = countAll();
  const response = await ada.post("bad key", key);
  expect(response.status).toBe(422);
  expect(textOf(await response.text(), "p")).toContain("key");
  expect(countAll()).toBe(before);
});

test.each(["", " ", "\n\n", "\t\r\n", "\u200B", "\u00AD\u2060", "\u0007"])(
  "nothing visible, %p, is refused as empty",
  async (body) => {
    const response = await ada.post(body);
    expect(response.status).toBe(422);
    expect(textOf(await response.text(), "p")).toBe("Write something first.");
  },
);

test("a body that is missing is refused as empty", async () => {
  const response = await ada.ask("/rooms/lobby/messages", {
    method: "POST",
    body: new URLSearchParams({ other: "field" }),
    headers: { "HX-Request": "true" },
  });
  expect(response.status).toBe(422);
});

test.each([
  ["letters", "x".repeat(4_000), "x"],
  ["emoji", "😀".repeat(4_000), "😀"],
  ["lines of a plain form", "a\r\n".repeat(1_999) + "aa", "a"],
  ["lines of an old machine", "a\r".repeat(1_999) + "aa", "a"],
])("4,000 characters of %s are accepted, one more is refused", async (_, body, more) => {
  const key = randomUUID();
  expect((await ada.post(body, key)).status).toBe(201);
  expect(stored(key)[0]?.body).toBe(body.replaceAll(/\r\n?/g, "\n"));
  const refused = await ada.post(body + more);
  expect(refused.status).toBe(422);
  expect(textOf(await refused.text(), "p")).toBe("That is 4,001 characters. A message has at most 4,000.");
});

test("a plain form that is refused gives back what was written, with the reason", async () => {
  const written = `\nfirst line\r\n</textarea><b>${"x".repeat(4_000)}`;
  const response = await postForm(ada, { body: written });
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(textOf(page, "#composer-error")).toContain("A message has at most 4,000.");
  expect(attributeOf(page, "#composer textarea", "aria-describedby")).toBe("composer-error");
  expect(textOf(page, "#composer textarea")).toBe(written.trim());
  expect(find(page, "#composer > b")).toEqual([]);
});

test("a plain form that is sent twice stores one message; changed after going back, another", async () => {
  const page = await (await ada.ask("/rooms/lobby")).text();
  const key = attributeOf(page, "#composer input[name=key]", "value") ?? "";
  const send = (body: string) =>
    ada.ask("/rooms/lobby/messages", { method: "POST", body: new URLSearchParams({ key, body }) });
  const answers = await Promise.all([send("sent by a double click"), send("sent by a double click")]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect((await send("written after going back")).status).toBe(303);
  const texts = rowsIn(await (await ada.ask("/rooms/lobby")).text()).map(({ text }) => text);
  expect(texts.filter((text) => text === "sent by a double click")).toHaveLength(1);
  expect(texts.at(-1)).toBe("written after going back");
});
