/** Writing and reading: what is pending, what is unread, and where the reader is. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { addMessages, change } from "../support/database.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { type Proxy, startProxy } from "../support/proxy.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

const HISTORY = 420;

let server: TestServer;
let proxy: Proxy;
let other: Person;
const pages: Page[] = [];

const visit = async (name: string, options?: PageOptions) => {
  const page = await openPage(proxy.url, name, options);
  pages.push(page);
  await page.register(name);
  return page;
};
const scrollTo = (page: Page, top: number) => page.read(`document.querySelector('#messages').scrollTo(0, ${top})`);
const count = "document.querySelectorAll('#log > .message').length";
const last = (text: string) =>
  `document.querySelector('#log > .message:last-of-type > div')?.textContent === ${JSON.stringify(text)}`;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000" });
  proxy = startProxy(server.port);
  other = await register(server.url, "Other");
  await betweenRuns(server, (folder) => {
    addMessages(
      folder,
      Array.from({ length: HISTORY }, (_, index) => ({ room: 1, body: `history ${index + 1}` })),
    );
    const start = Date.now() - HISTORY * 600_000; // ten minutes apart: three days of them
    change(folder, "UPDATE messages SET created_at = ? + id * 600000", start);
  });
});

afterEach(() => {
  proxy.turn("fine");
  proxy.delay(0);
  for (const page of pages.splice(0)) {
    page.close();
    expect(page.complaints).toEqual([]);
  }
});

afterAll(async () => {
  closeBrowser();
  proxy[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

test("scrolling up brings all of it to the beginning, in order, without the view jumping", async () => {
  const page = await visit("Scroller");
  const seen = new Set<string>();
  for (let step = 0; step < 60; step++) {
    for (const text of await page.texts()) seen.add(text);
    if (await page.read<boolean>("document.querySelector('#older.beginning') !== null")) break;
    const before = await page.read<{ id: string; top: number }>(
      `(() => { const list = document.querySelector('#messages'); list.scrollTop = -list.scrollHeight + list.clientHeight + 200;
        const row = [...document.querySelectorAll('#log > .message')].find((row) => row.getBoundingClientRect().top > 100);
        return { id: row.id, top: row.getBoundingClientRect().top }; })()`,
    );
    const first = await page.read<string>("document.querySelector('#log > .message').id");
    await page.until(`document.querySelector('#log > .message').id !== '${first}'`, "older messages");
    const top = await page.read<number>(`document.getElementById('${before.id}').getBoundingClientRect().top`);
    expect(Math.abs(top - before.top)).toBeLessThan(2);
    expect(await page.read<number>(count)).toBeLessThanOrEqual(300);
  }
  expect([...seen].filter((text) => text.startsWith("history")).length).toBe(HISTORY);
  expect(await page.read<string>("document.querySelector('#older').textContent")).toMatch(
    /^This is the Lobby.*It began in \w+ 20\d\d\.$/,
  );

  // And back down to the present, past what was trimmed away.
  for (let step = 0; step < 30 && !(await page.read<boolean>(last(`history ${HISTORY}`))); step++) {
    await scrollTo(page, 0);
    await Bun.sleep(50);
  }
  await page.until(last(`history ${HISTORY}`), "the present");
  const texts = await page.texts();
  expect(texts).toEqual(
    Array.from({ length: texts.length }, (_, index) => `history ${HISTORY - texts.length + 1 + index}`),
  );
  const shownDays = await page.read<string[]>(
    "[...document.querySelectorAll('#log > .day')].map((day) => day.textContent)",
  );
  expect(new Set(shownDays).size).toBe(shownDays.length);
  expect(shownDays.at(-1)).toBe("today");
}, 60_000);

test("history that is asked for twice comes once", async () => {
  const page = await visit("Patience");
  proxy.delay(300);
  await page.read("(() => { const older = document.querySelector('#older a'); older.click(); older.click(); })()");
  const answers = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('?before=')).length";
  await page.until(`${answers} >= 2`, "both answers");
  const ids = await page.read<number[]>(
    "[...document.querySelectorAll('#log > .message')].map(({ dataset }) => +dataset.id)",
  );
  expect(ids.length).toBeGreaterThan(50);
  expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
});

test("a row at the top that loses its head to older ones of its author moves nothing below it", async () => {
  const page = await visit("Header");
  for (let n = 1; n <= 60; n++) await other.say(`run ${n}`);
  await page.open("/rooms/lobby");
  const [id, top] = await page.read<[string, number]>(`(() => {
    const list = document.querySelector("#messages");
    const rows = [...document.querySelectorAll("#log > .message")];
    const first = rows[0].getBoundingClientRect();
    list.scrollTop += first.top - list.getBoundingClientRect().top; // the first row is the first in sight
    return [rows[3].id, rows[3].getBoundingClientRect().top];
  })()`);
  await page.until(
    `document.querySelector("#log > .message:nth-child(n + 10)") && document.getElementById("${id}").previousElementSibling.previousElementSibling.previousElementSibling.previousElementSibling.matches(".message")`,
    "older messages",
  );
  expect(
    Math.abs((await page.read<number>(`document.getElementById("${id}").getBoundingClientRect().top`)) - top),
  ).toBeLessThan(2);
});

test("what arrives while one reads further up does not move the view, and is counted on the way back", async () => {
  const page = await visit("Reader");
  await scrollTo(page, -500);
  await page.until("!document.querySelector('#jump').hidden", "the way back");
  const row = "[...document.querySelectorAll('#log > .message')].find((row) => row.getBoundingClientRect().top > 200)";
  const id = await page.read<string>(`${row}.id`);
  const top = await page.read<number>(`${row}.getBoundingClientRect().top`);
  for (const text of ["while you read", "and another", "and a third"]) await other.say(text);
  await page.until("document.querySelector('#jump').textContent === '3 new messages'", "the count");
  const now = await page.read<number>(`document.getElementById('${id}').getBoundingClientRect().top`);
  expect(Math.abs(now - top)).toBeLessThan(2);
  expect(
    await page.read<string>(
      "document.querySelector('#log > .unread-marker')?.nextElementSibling.querySelector('div').textContent",
    ),
  ).toBe("while you read");
  await page.click("#jump");
  await page.until(
    "document.querySelector('#jump').hidden && document.querySelector('#messages').scrollTop === 0",
    "the end",
  );
});

test("the title says what came while the tab was hidden, and the place where reading stopped is marked", async () => {
  const page = await visit("Away");
  const hide = (hidden: boolean) =>
    page.read(
      `(() => { Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} }); document.dispatchEvent(new Event('visibilitychange')); })()`,
    );
  await hide(true);
  await other.say("are you there?");
  await page.until("document.title === '• Lobby · Parlor'", "the dot in the title");
  await other.say("@Away hello?");
  await page.until("document.title === '(1) Lobby · Parlor'", "the count in the title");
  const [mistake] = rowsIn(await (await other.post("@Away never mind")).text());
  await page.until("document.title === '(2) Lobby · Parlor'");
  await other.ask(`/rooms/lobby/messages/${mistake?.id}/delete`, { method: "POST" });
  await page.until("document.title === '(1) Lobby · Parlor'", "what was deleted no longer counts");
  await hide(false);
  await page.until("document.title === 'Lobby · Parlor'", "the plain title");
  expect(
    await page.read<string>(
      "document.querySelector('#log > .unread-marker').nextElementSibling.querySelector('div').textContent",
    ),
  ).toBe("are you there?");
  await page.open("/");
  await other.say("gone to bed");
  await page.open("/rooms/lobby");
  expect(
    await page.read<string>(
      "document.querySelector('#log > .unread-marker').nextElementSibling.querySelector('div').textContent",
    ),
  ).toBe("gone to bed");
});

test("five quick messages on a slow connection all arrive, in order, each once", async () => {
  const page = await visit("Quick");
  proxy.delay(800);
  for (const text of ["q1", "q2", "q3", "q4", "q5"]) await page.say(text);
  expect((await page.pending()).slice(-2)).toEqual(["q4", "q5"]); // the first may be through by now
  expect(await page.read<string>("document.querySelector('#pending .state').innerText")).toBe("Sending…");
  await page.until(last("q5"), "the last of them");
  expect((await page.texts()).slice(-5)).toEqual(["q1", "q2", "q3", "q4", "q5"]);
  expect(await page.pending()).toEqual([]);
});

test("a draft outlives a reload, and so does what is still unsent", async () => {
  const page = await visit("Drafty");
  page.expectOutage(true);
  proxy.turn("cut");
  await page.say("written on the train");
  await page.fill("#composer textarea", "half a thou");
  await page.view.navigate("about:blank"); // the page is gone before the network is back
  proxy.turn("fine");
  await page.open("/rooms/lobby");
  expect(await page.read<string>("document.querySelector('#composer textarea').value")).toBe("half a thou");
  await page.until(last("written on the train"), "the unsent message");
  page.expectOutage(false);
  expect(await page.pending()).toEqual([]);
});

test("a refused message says why, can be sent again without doubling, edited, or deleted", async () => {
  const page = await visit("Refused");
  page.expectOutage(true); // the browser notes the 422
  const invisible = "\u200b";
  await page.say(invisible);
  await page.until(
    "document.querySelector('#pending .state')?.textContent === 'Not sent. Write something first.'",
    "the reason",
  );
  await page.say("the next one goes through");
  await page.until(last("the next one goes through"), "the next one");
  await page.click("#pending [data-act=retry]");
  await page.until("document.querySelector('#pending .state')?.textContent.startsWith('Not sent')", "the reason again");
  expect(await page.read<number>("document.querySelectorAll('#pending > li').length")).toBe(1);
  await page.click("#pending [data-act=edit]");
  expect(await page.read<string>("document.querySelector('#composer textarea').value")).toBe(invisible);
  expect(await page.pending()).toEqual([]);
  page.expectOutage(false);
});

test("Enter sends, Shift+Enter breaks the line, and nothing is sent for nothing", async () => {
  const page = await visit("Typist");
  await page.fill("#composer textarea", "first");
  await page.view.press("Enter", { modifiers: ["Shift"] });
  await page.view.type("second");
  await page.press("Enter");
  await page.until(last("first\nsecond"), "both lines");
  await page.fill("#composer textarea", "   ");
  await page.press("Enter");
  await page.fill("#composer textarea", "after the blank");
  await page.press("Enter");
  await page.until(last("after the blank"), "the message after");
  expect((await page.texts()).slice(-2)).toEqual(["first\nsecond", "after the blank"]);
});

test("times are the reader's own, and whole on hover", async () => {
  const page = await visit("Timely");
  const shown = await page.read<string>(
    "[...document.querySelectorAll('#log > .message:not(.continued) time')].at(-1).textContent",
  );
  expect(shown).toMatch(/^\d{1,2}:\d\d\s[AP]M$/);
  expect(
    await page.read<string>("document.querySelector('#log > .message.continued:last-of-type time').innerText"),
  ).toMatch(/^\d{1,2}:\d\d$/); // in the gutter, without what would not fit
  const latest = "document.querySelector('#log > .message:last-of-type time')";
  await page.until(
    `(${latest}.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })), /20\\d\\d/.test(${latest}.title))`,
    "the whole time",
  );
});

test("rows that fly by are trimmed, none is lost on the way, and the way back up is there", async () => {
  const page = await visit("Witness");
  await Promise.all(Array.from({ length: 400 }, (_, index) => other.say(`flood ${index}`)));
  await other.say("the flood is over");
  await page.until(last("the flood is over"), "the end of it");
  expect(await page.read<number>(count)).toBeLessThanOrEqual(300);
  const ids = await page.read<number[]>(
    "[...document.querySelectorAll('#log > .message')].map((row) => Number(row.dataset.id))",
  );
  expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => (ids[0] ?? 0) + index));
  expect(await page.read<string>("document.querySelector('#log').dataset.from")).toBe(String(ids[0]));
  await scrollTo(page, -1e6);
  await page.until(`Number(document.querySelector('#log > .message').dataset.id) < ${ids[0]}`, "what was trimmed");
});
