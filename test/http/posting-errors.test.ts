/** Messages that can't be taken right now: too many, too large, not logged in, no such room, a database in use. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { randomUUID } from "node:crypto";

import { lockDatabase, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { type Person, personOf, register, rowsIn } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const POSTS = 20;
const LARGE = "x".repeat(300_000);
const HUGE = "x".repeat(2_000_000);

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "ada");
});
afterAll(() => server[Symbol.asyncDispose]());

/** Posts as a plain form does. */
const postForm = (person: Person, body: string, room = "lobby") =>
  person.ask(`/rooms/${room}/messages`, { method: "POST", body: new URLSearchParams({ body }) });

const stranger = () => personOf(server.url, "", "");
const storedTexts = () => query<{ body: string }>(server.folder, "SELECT body FROM messages").map(({ body }) => body);

test("who sends more than 20 messages in 10 seconds is told how long to wait, and loses nothing", async () => {
  const quick = await register(server.url, "quick");
  await Promise.all(Array.from({ length: POSTS }, (_, sent) => quick.say(`number ${sent}`)));
  const [htmx, form] = await Promise.all([quick.post("too quick"), postForm(quick, "too quick, plainly")]);
  for (const response of [htmx, form]) {
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeWithin(1, 11);
  }
  expect(textOf(await htmx.text(), "p")).toMatch(/^You are going too fast\. Wait \d+ s, then send it again\.$/);
  const page = await form.text();
  expect(textOf(page, "#composer-error")).toContain("You are going too fast.");
  expect(textOf(page, "#composer textarea")).toBe("too quick, plainly");
  expect(storedTexts().filter((text) => text.startsWith("too quick"))).toEqual([]);
});

test("another person's hurry is nobody else's wait", async () => {
  const [hasty, calm] = await Promise.all([register(server.url, "hasty"), register(server.url, "calm")]);
  const sent = await Promise.all(Array.from({ length: POSTS + 1 }, (_, index) => hasty.post(`${index}`)));
  expect(sent.filter(({ status }) => status === 429)).toHaveLength(1);
  expect((await calm.post("good evening")).status).toBe(201);
});

test.each([
  ["large", LARGE],
  ["huge", HUGE],
])("a %s body is refused with a sentence", async (_, body) => {
  const [htmx, form] = await Promise.all([ada.post(body), postForm(ada, body)]);
  expect([htmx.status, form.status]).toEqual([413, 413]);
  expect(textOf(await htmx.text(), "p")).toBe("That is too large for Parlor. Send something shorter.");
  expect(textOf(await form.text(), "main p")).toBe("That is too large for Parlor. Send something shorter.");
});

test("htmx without a session is sent to log in, and nothing is stored", async () => {
  const response = await stranger().ask("/rooms/lobby/messages", {
    method: "POST",
    body: new URLSearchParams({ body: "from outside" }),
    headers: { "HX-Request": "true", "HX-Current-URL": `${server.url}/rooms/lobby` },
  });
  expect(response.status).toBe(401);
  expect(response.headers.get("hx-redirect")).toStartWith("/login");
  expect(textOf(await response.text(), "p")).toBe("You are no longer logged in. Log in, then try again.");
  expect(storedTexts()).not.toContain("from outside");
});

test("a plain form without a session keeps what was written, and shows the way to log in", async () => {
  const written = 'still\nhere, </textarea><b title="x">';
  const response = await postForm(stranger(), written);
  const page = await response.text();
  expect(response.status).toBe(401);
  expect(response.headers.get("hx-redirect")).toBeNull();
  expect(textOf(page, "textarea")).toBe(written);
  expect(find(page, "b")).toEqual([]);
  expect(attributeOf(page, "main a.button", "href")).toBe("/login");
  expect(storedTexts()).not.toContain(written);
});

test("a message to a room that is not there is refused", async () => {
  const [htmx, form] = await Promise.all([
    ada.post("anyone?", undefined, "cellar"),
    postForm(ada, "anyone?", "cellar"),
  ]);
  expect([htmx.status, form.status]).toEqual([404, 404]);
  expect(textOf(await htmx.text(), "p")).toBe("There is no such room, or you are not in it.");
});

test("while another program holds the database, a message is refused after two seconds; then it is taken", async () => {
  const key = randomUUID();
  {
    using _ = lockDatabase(server.folder);
    const start = performance.now();
    const refused = await ada.post("patience", key);
    expect(performance.now() - start).toBeWithin(1_900, 6_000);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(textOf(await refused.text(), "p")).toContain("Try again in a moment");
  }
  expect(storedTexts()).not.toContain("patience");
  const taken = await ada.post("patience", key);
  expect(taken.status).toBe(201);
  expect(rowsIn(await taken.text())).toMatchObject([{ key, text: "patience" }]);
});

test("a plain form that meets a database in use gives back what was written", async () => {
  using _ = lockDatabase(server.folder);
  const response = await postForm(ada, "patience & <b>");
  expect(response.status).toBe(503);
  expect(textOf(await response.text(), "textarea")).toBe("patience & <b>");
});

test("a message waits for a database that is in use for less than two seconds, and reading goes on", async () => {
  const lock = lockDatabase(server.folder);
  let answered = false;
  const posting = ada.post("a short wait").finally(() => (answered = true));
  expect((await ada.ask("/rooms/lobby")).status).toBe(200);
  expect(answered).toBe(false);
  lock[Symbol.dispose]();
  expect((await posting).status).toBe(201);
});
