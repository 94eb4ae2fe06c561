/** Unsent messages and drafts: they belong to a person, leave from any page and any tab once, and go with the log-out. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { addRoom, change, query } from "../support/database.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let proxy: Proxy;
let pages: Page[] = [];

const open = async (person: string) => {
  const page = await openPage(proxy.url, person);
  pages.push(page);
  return page;
};
const visit = async (person: string) => {
  const page = await open(person);
  await page.register(person);
  return page;
};
const join = async (person: string) => {
  const page = await open(person);
  await page.open("/rooms/lobby");
  return page;
};
const stored = (text: string) =>
  query<{ slug: string }>(
    server.folder,
    "SELECT slug FROM messages JOIN rooms ON rooms.id = room_id WHERE body = ?",
    text,
  ).map(({ slug }) => slug);
/** What this browser keeps of texts: drafts, edits, and unsent messages. */
const texts = (page: Page) =>
  page.read<string[]>(
    "Object.keys(localStorage).filter((name) => /outbox|searches|draft|edit|mode|letter/.test(name))",
  );
const draft = (page: Page) => page.read<string>("document.querySelector('#field').value");
const logOut = "document.querySelector('#log-out button').click()";
const dialog = "document.querySelector('#log-out-dialog')";
const online = (page: Page) =>
  page.until("!document.querySelector('#live').hasAttribute('data-lost')", "connected", 40_000);

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000" });
  await betweenRuns(server, (folder) => {
    addRoom(folder, "kitchen", "Kitchen");
    change(folder, "UPDATE rooms SET slow = 600 WHERE id = ?", addRoom(folder, "salon", "Salon"));
  });
  proxy = startProxy(server.port);
});

afterEach(() => {
  proxy.turn("fine");
  proxy.delay(0);
  for (const page of pages) page.close();
  pages = [];
});

afterAll(async () => {
  closeBrowser();
  proxy[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

test("what was written offline in one room leaves from another, and is shown in its own only", async () => {
  const page = await visit("Ada");
  await page.open("/rooms/kitchen");
  page.expectOutage(true);
  proxy.turn("cut");
  await page.say("the kettle is on");
  expect(await page.pending()).toEqual(["the kettle is on"]);
  proxy.turn("fine");
  await page.open("/rooms/lobby");
  await page.until("!Object.keys(localStorage).some((name) => name.includes('outbox'))", "sent");
  expect(await page.pending()).toEqual([]);
  expect(stored("the kettle is on")).toEqual(["kitchen"]);
  expect(await page.texts()).not.toContain("the kettle is on");
});

test("the key of a message begins with the time, so that new ones lie side by side in the index of keys", async () => {
  const page = await visit("Keys");
  await page.say("with a key");
  await page.until("document.querySelector('#log > .message') !== null");
  const sql = "SELECT key, created_at AS at FROM messages WHERE body = 'with a key'";
  const [{ key, at } = { key: "", at: 0 }] = query<{ key: string; at: number }>(server.folder, sql);
  expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  const time = Number.parseInt(key.slice(0, 13).replace("-", ""), 16);
  expect(time % 60_000).toBe(0); // nobody is told more than the message says
  expect(Math.abs(at - time)).toBeLessThan(90_000);
});

test("what waits for a slow room holds up no other, and stays until it may leave", async () => {
  const page = await visit("Barbara");
  await page.open("/rooms/salon");
  await page.say("first in the salon");
  await page.until("document.querySelector('#log > .message') !== null");
  await page.say("second in the salon");
  await page.until("document.querySelector('#connection').textContent.includes('This room is slow')");
  expect(await page.pending()).toEqual(["second in the salon"]);
  await page.open("/rooms/lobby");
  await page.say("and in the lobby");
  await page.until(
    "[...document.querySelectorAll('#log > .message')].at(-1)?.textContent.includes('and in the lobby')",
  );
  expect([stored("and in the lobby"), stored("second in the salon")]).toEqual([["lobby"], []]);
  await page.open("/rooms/salon");
  expect(await page.pending()).toEqual(["second in the salon"]);
});

test("what an older version of the page left unsent is sent once", async () => {
  const page = await visit("Old");
  const key = randomUUID();
  await page.read(`(() => {
    const me = document.querySelector("main").dataset.me;
    localStorage.setItem("parlor:" + me + ":kitchen:letter:${key}", JSON.stringify({ key: "${key}", body: "from before", at: 1 }));
  })()`);
  await page.open("/rooms/lobby");
  await page.until("!Object.keys(localStorage).some((name) => /outbox|letter/.test(name))", "sent");
  expect(stored("from before")).toEqual(["kitchen"]);
});

test("two tabs send each message once, in the order in which they were written", async () => {
  const one = await visit("Twice");
  const two = await join("Twice");
  for (const page of [one, two]) page.expectOutage(true);
  proxy.turn("cut");
  const written = ["first", "second", "third", "fourth"].map((text) => `${text} of two tabs`);
  for (const [index, text] of written.entries()) await (index % 2 ? two : one).say(text);
  proxy.turn("fine");
  for (const page of [one, two]) {
    await page.until("document.querySelectorAll('#pending > *').length === 0", "everything sent", 40_000);
    await online(page);
    await page.until(
      "[...document.querySelectorAll('#log > .message')].at(-1)?.textContent.includes('fourth of two tabs')",
    );
    expect((await page.texts()).slice(-4)).toEqual(written);
  }
  expect(written.flatMap(stored)).toEqual(["lobby", "lobby", "lobby", "lobby"]);
}, 60_000);

test("a tab takes back only the draft it wrote, and what one tab sends the other does not offer again", async () => {
  const one = await visit("Drafts");
  const two = await join("Drafts");
  await one.fill("#field", "half a thought");
  await two.say("something else"); // this tab's own draft is gone with it
  await two.until("document.querySelector('#log > .message:last-of-type > div').textContent === 'something else'");
  await one.open("/rooms/lobby");
  expect(await draft(one)).toBe("half a thought");
  const three = await join("Drafts");
  expect(await draft(three)).toBe("half a thought");
  await one.read("document.querySelector('#field').focus()");
  await one.press("Enter");
  await three.until("document.querySelector('#field').value === ''", "the draft that was sent");
  await three.open("/rooms/lobby");
  expect(await draft(three)).toBe("");
});

test("drafts go with the log-out, without a question", async () => {
  const page = await visit("Leaver");
  await page.fill("#field", "never mind");
  await page.click(".search-button");
  await page.until("document.activeElement.name === 'q' && !document.querySelector('#search .zone')", "the search");
  await page.view.type("secret");
  await page.press("Enter");
  await page.until("Object.keys(localStorage).some((name) => name.includes('searches'))");
  expect(await texts(page)).toHaveLength(2);
  await page.read(logOut);
  await page.until("location.pathname === '/'");
  expect(await texts(page)).toEqual([]);
});

test("unsent messages are asked about; who stays keeps them, who leaves takes them along", async () => {
  const page = await visit("Asked");
  page.expectOutage(true);
  await page.say("\u200b");
  await page.until("document.querySelector('#pending menu:not([hidden])') !== null", "refused");
  await page.say("\u200b\u200b");
  await page.until("document.querySelectorAll('#pending menu:not([hidden])').length === 2", "refused, too");
  await page.read(logOut);
  await page.until(`${dialog}.open`);
  expect(await page.read<string>(`${dialog}.querySelector("p").textContent`)).toBe(
    "You have 2 unsent messages. Log out and delete them?",
  );
  await page.press("Escape");
  await page.until(`!${dialog}.open`);
  await page.open("/rooms/lobby");
  expect(await page.pending()).toHaveLength(2);
  await page.read(logOut);
  await page.until(`${dialog}.open`);
  await page.click("#log-out-dialog [value=log-out]");
  await page.until("location.pathname === '/'");
  expect(await texts(page)).toEqual([]);
});

test("a log-out that does not reach the server deletes nothing, and says so", async () => {
  const page = await visit("Offline");
  page.expectOutage(true);
  await page.fill("#field", "still here");
  const script =
    "performance.getEntriesByType('resource').find(({ name }) => name.includes('/part-after-start-')).name";
  await page.until(
    `fetch(${script}).then((answer) => answer.text())
      .then((text) => import("/build/" + /part-log-out-\\w+\\.js/.exec(text)[0])).then(() => true)`,
    "the script for it",
  );
  proxy.turn("cut");
  await page.read(logOut);
  await page.until("document.querySelector('#connection').textContent.includes(\"can't be reached\")");
  expect([await draft(page), (await texts(page)).length]).toEqual(["still here", 1]);
});

test("a session that ended elsewhere deletes nothing, and another person in the same browser sees none of it", async () => {
  const page = await visit("First");
  await page.fill("#field", "my secret draft");
  await page.read("void fetch('/logout', { method: 'POST' })"); // as from another device
  await page.until("location.pathname === '/login' && document.readyState === 'complete'");
  await page.registerByForm("Second");
  expect(await draft(page)).toBe("");
  expect(await page.pending()).toEqual([]);
  await page.read("void fetch('/logout', { method: 'POST' })");
  await page.until("location.pathname === '/login' && document.readyState === 'complete'");
  await page.fill("#username", "First");
  await page.fill("#password", "correct horse battery");
  await page.press("Enter");
  await page.until("document.querySelector('#field')?.value === 'my secret draft'");
});
