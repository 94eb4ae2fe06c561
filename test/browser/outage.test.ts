/** Whatever happens to the connection or the server, every page ends with exactly what the database holds. */
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { openFile } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let proxy: Proxy;
let other: Person;
/** Ada's line goes through the bad network, Grace's does not. */
let ada: Page;
let grace: Page;

const stored = () => {
  using db = openFile(server.folder);
  return db.query("SELECT body FROM messages ORDER BY id DESC LIMIT 50").values().flat().reverse();
};

/** Both pages end with the newest messages of the database, nothing pending, and nothing to complain about. */
async function expectAllWell(last: string) {
  for (const page of [ada, grace]) {
    await page.until(
      `document.querySelector('#log > .message:last-of-type > div')?.textContent === ${JSON.stringify(last)}`,
      last,
      40_000,
    );
    await page.until("document.querySelectorAll('#pending > *').length === 0", "nothing pending");
    const tail = stored().slice(-20);
    expect((await page.texts()).slice(-tail.length)).toEqual(tail as string[]);
    const ids = await page.read<number[]>(
      "[...document.querySelectorAll('#log > .message')].map((row) => Number(row.dataset.id))",
    );
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    await page.until(`document.querySelector('#connection').textContent === '' && !(${OUTAGE})`, "no notice");
    expect(page.complaints).toEqual([]);
  }
}

const OUTAGE = "document.querySelector('#outage').checkVisibility({ visibilityProperty: true })";

const outage = (on: boolean) => [ada, grace].forEach((page) => page.expectOutage(on));

beforeAll(async () => {
  server = await startServer({ HEARTBEAT_S: "1", POSTS_PER_10S: "1000000" });
  proxy = startProxy(server.port);
  ada = await openPage(proxy.url, "ada");
  grace = await openPage(server.url, "grace");
  await ada.register("Ada");
  await grace.register("Grace");
  other = await register(server.url, "Other");
});

beforeEach(() => proxy.turn("fine"));

afterAll(async () => {
  closeBrowser();
  proxy[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

test("the server is killed and comes back: what was written meanwhile arrives, in order", async () => {
  await ada.say("before the crash");
  await expectAllWell("before the crash");
  outage(true);
  await server.stop("SIGKILL");
  await ada.until(OUTAGE, "the notice");
  for (const text of ["one, while it is down", "two, while it is down", "three, while it is down"]) await ada.say(text);
  expect(await ada.pending()).toEqual(["one, while it is down", "two, while it is down", "three, while it is down"]);
  await server.restart();
  await ada.until("document.querySelectorAll('#pending > *').length === 0", "everything sent", 40_000);
  outage(false);
  await grace.say("it is back");
  await expectAllWell("it is back");
  expect((await grace.texts()).slice(-4)).toEqual([
    "one, while it is down",
    "two, while it is down",
    "three, while it is down",
    "it is back",
  ]);
}, 90_000);

test("whoever waits is told so in a few words, and is back within five seconds, or at once by a press", async () => {
  const isLost = "document.querySelector('#live').hasAttribute('data-lost')";
  outage(true);
  await server.stop("SIGKILL");
  await ada.until(OUTAGE, "the notice");
  await ada.say("held back");
  expect(await ada.read<string>("document.querySelector('#pending .state').innerText")).toBe("Waiting for connection");
  expect(await ada.read<string>("document.querySelector('#outage').innerText")).toBe("Reconnecting… Try now");
  await server.restart();
  const restarted = performance.now();
  await grace.until(`!${isLost}`, "connected again", 20_000);
  expect(performance.now() - restarted).toBeLessThan(5_500);

  await server.stop("SIGKILL");
  await ada.until(OUTAGE, "the notice");
  await server.restart();
  await ada.read("document.querySelector('#try-now').click() ?? true");
  await ada.until(`!${isLost}`, "connected at once", 1_000);
  outage(false);
  await expectAllWell("held back");
}, 90_000);

test("a cut line: both sides write on, and both have all of it afterwards", async () => {
  outage(true);
  proxy.turn("cut");
  await grace.say("from the other side of the cut");
  await ada.say("from this side of the cut");
  await grace.until(
    "document.querySelector('#log > .message:last-of-type > div').textContent.includes('other side')",
    "Grace's own",
  );
  proxy.turn("fine");
  await ada.until("document.querySelectorAll('#pending > *').length === 0", "everything sent", 40_000);
  outage(false);
  await grace.say("mended");
  await expectAllWell("mended");
}, 90_000);

test("a half-open line is noticed without a word from anybody, and replaced", async () => {
  outage(true);
  proxy.turn("half-open");
  await grace.say("into the void");
  await ada.say("out of the void");
  await ada.until(OUTAGE, "the notice", 30_000);
  proxy.turn("fine"); // for new lines; those of before stay as they are
  await ada.until("document.querySelectorAll('#pending > *').length === 0", "everything sent", 60_000);
  outage(false);
  await grace.say("out again");
  await expectAllWell("out again");
}, 90_000);

test("a socket that went deaf is found out: nobody's message is skipped, though one's own was answered", async () => {
  outage(true);
  proxy.turn("deaf");
  await grace.say("not heard at first");
  await ada.say("accepted at once");
  await ada.until("document.querySelectorAll('#pending > *').length === 0", "the connection to be replaced", 40_000);
  outage(false);
  await grace.say("heard again");
  await expectAllWell("heard again");
}, 90_000);

test("more than 500 missed at the end of the log: the latest page, a word about it, and the rest on scrolling", async () => {
  outage(true);
  proxy.turn("cut");
  await Promise.all(Array.from({ length: 600 }, (_, index) => other.say(`missed ${index}`)));
  await other.say("the last one missed");
  proxy.turn("fine");
  await ada.until(
    "document.querySelector('#log > .message:last-of-type > div').textContent === 'the last one missed'",
    "the latest page",
    40_000,
  );
  outage(false);
  expect(await ada.read<string>("document.querySelector('#connection').textContent")).toContain(
    "scroll up for the rest",
  );
  expect(await ada.read<number>("document.querySelectorAll('#log > .message').length")).toBe(50);
  await ada.read("document.querySelector('#messages').scrollTo(0, -1e6)");
  await ada.until("document.querySelectorAll('#log > .message').length > 50", "older messages");
  await ada.read("document.querySelector('#messages').scrollTo(0, 0)");
  await ada.until("document.querySelector('#connection').textContent === ''", "the word to go", 15_000);
  await expectAllWell("the last one missed");
}, 90_000);

test("more than 500 missed while reading further up: the reader stays there and is offered the jump", async () => {
  await ada.read("document.querySelector('#messages').scrollTo(0, -400)");
  await ada.until("!document.querySelector('#jump').hidden", "the way back");
  const seen = await ada.read<string>("document.elementFromPoint(700, 300).textContent");
  outage(true);
  proxy.turn("cut");
  await Promise.all(Array.from({ length: 600 }, (_, index) => other.say(`again missed ${index}`)));
  proxy.turn("fine");
  await ada.until("document.querySelector('#jump').textContent.includes('Show the latest')", "the offer", 40_000);
  outage(false);
  expect(await ada.read<string>("document.elementFromPoint(700, 300).textContent")).toBe(seen);
  await grace.say("said while Ada reads further up");
  await ada.click("#jump");
  await expectAllWell("said while Ada reads further up");
}, 90_000);

test("a page of an earlier build follows the server to the next one, and keeps what is being written", async () => {
  await ada.fill("#composer textarea", "half a sen");
  await ada.read("(document.querySelector('#live').dataset.build = 'yesterday') && 1");
  await ada.until("document.querySelector('#live')?.dataset.build.startsWith('/build/')", "the reload");
  await ada.until("document.querySelector('#composer textarea').value === 'half a sen'");
});
