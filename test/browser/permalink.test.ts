/** Every message has an address. Whoever opens it is led to the message, and from there to all that was said. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { addMessages, change } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

const HISTORY = 260;

let server: TestServer;
let other: Person;
let page: Page;

const rowOf = (id: number) => `document.querySelector('#log > [data-id="${id}"]')`;
const ids = () =>
  page.read<number[]>("[...document.querySelectorAll('#log > [data-id]')].map((row) => +row.dataset.id)");
const pointsAt = (id: number) =>
  `[...document.querySelectorAll('#log > [aria-current]')].map((row) => row.dataset.id).join() === '${id}'
    && location.pathname === '/rooms/lobby/messages/${id}' && document.activeElement === ${rowOf(id)}`;
const isInView = (id: number) =>
  `(() => { const [row, list] = [${rowOf(id)}, document.querySelector('#messages')].map((e) => e.getBoundingClientRect());
    return row.top >= list.top && row.bottom <= list.bottom; })()`;
const last = "[...document.querySelectorAll('#log > [data-id]')].at(-1).dataset.id";
const isLatest = `${last} === '${HISTORY}' && !document.querySelector('#newer')`;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000" });
  other = await register(server.url, "Other");
  await betweenRuns(server, (folder) => {
    addMessages(
      folder,
      Array.from({ length: HISTORY }, (_, index) => ({ room: 1, body: `message ${index + 1}` })),
    );
    change(folder, "UPDATE messages SET continues = id % 4 > 0, created_at = created_at - (260 - id) * 3600000");
  });
  page = await openPage(server.url, "Reader");
  await page.register("Reader");
});

afterAll(async () => {
  page.close();
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("an address opens at its message, and one scrolls from there to the beginning and to the present", async () => {
  await page.open("/rooms/lobby/messages/130");
  await page.until(pointsAt(130));
  expect(await page.read<boolean>(isInView(130))).toBe(true);
  await page.until("document.querySelector('#jump').checkVisibility()", "the way to the latest");

  // What is near loads by itself at any moment, so that only the ends can be waited for.
  const scrollUntil = (top: number, done: string) =>
    page.until(`(document.querySelector("#messages").scrollTop = ${top}, ${done})`, done);
  await scrollUntil(-1e6, "document.querySelector('#older.beginning') !== null");
  await scrollUntil(0, isLatest);
  expect(await ids()).toEqual(Array.from({ length: HISTORY }, (_, index) => index + 1));
});

test("the day of what one reads stands at the top, at once where an address leads to", async () => {
  await page.open("/rooms/lobby/messages/130");
  await page.until(pointsAt(130));
  const { top, day } = await page.read<{ top: string; day: string }>(`(() => {
    const list = document.querySelector("#messages").getBoundingClientRect();
    const top = document.elementFromPoint(list.x + list.width / 2, list.y + 18).closest(".day")?.textContent;
    const first = [...document.querySelectorAll("#log > .message")].find((row) => row.getBoundingClientRect().bottom > list.y + 40);
    const day = new Date(first.querySelector("time").dateTime).toLocaleDateString("en-US", { weekday: "long", day: "numeric", month: "long" });
    return { top, day };
  })()`);
  expect(top).toBe(day);
});

test("a time stamp leads to its message, which stays where it is and is marked alone", async () => {
  await page.open("/rooms/lobby");
  const top = await page.read<number>(`${rowOf(256)}.getBoundingClientRect().top`);
  await page.click(`[data-id="256"] time`);
  await page.until(pointsAt(256));
  await page.read(`${rowOf(253)}.querySelector('p a').click()`);
  await page.until(pointsAt(253));
  expect(await page.read<number>(`${rowOf(256)}.getBoundingClientRect().top`)).toBe(top);
});

test("a link to a message that is not in the page brings its part of the history, without leaving the page", async () => {
  await page.read("document.body.isStill = true");
  await page.read(
    `${rowOf(256)}.querySelector('p').insertAdjacentHTML('beforeend', '<a href="/rooms/lobby/messages/60">there</a>')`,
  );
  await page.click(`[data-id="256"] [href$="/60"]`);
  await page.until(pointsAt(60));
  expect(await page.read<boolean>(`document.body.isStill && ${isInView(60)}`)).toBe(true);
  expect(await ids()).toEqual(Array.from({ length: 51 }, (_, index) => index + 35));
});

test("what is done with a message from its menu leaves the mark, the list and the focus alone", async () => {
  await page.read(`${rowOf(62)}.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))`);
  await page.until(`document.querySelector('#toolbar').parentElement === ${rowOf(62)}`);
  await page.read("document.querySelector('#menu-button').click()");
  await page.until("document.querySelector('#menu [data-act=reply]') !== null");
  await page.click("#menu [data-act=reply]");
  await page.until("document.querySelector('#composer-mode') !== null && document.activeElement.id === 'field'");
  const replies = "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/62/reply')).length";
  expect(await page.read<number>(replies)).toBe(1);
  await page.press("Escape");
  expect(await page.read<string>(`${rowOf(60)}.ariaCurrent`)).toBe("true");
});

test("the mark stays when the message changes", async () => {
  await other.ask("/rooms/lobby/messages/60/edit", { method: "POST", body: new URLSearchParams({ body: "changed" }) });
  await page.until(`${rowOf(60)}.textContent.includes('changed')`);
  expect(await page.read<string>(`${rowOf(60)}.ariaCurrent`)).toBe("true");
});

test("back to the latest leads to the present, under the address of the room", async () => {
  await page.click("#jump");
  await page.until(isLatest, "the present");
  await page.until("document.querySelector('#messages').scrollTop === 0 && location.pathname === '/rooms/lobby'");
  expect(await page.read<number>("document.querySelectorAll('#log > [aria-current]').length")).toBe(0);
  expect(page.complaints).toEqual([]);
});

test("from where one writes the Tab key goes back to the log at once, past all the time stamps", async () => {
  await page.read("document.querySelector('#composer textarea').focus()");
  const isThere = "document.activeElement.id === 'messages'";
  for (let tabs = 0; tabs < 5 && !(await page.read<boolean>(isThere)); tabs++) {
    await page.view.press("Tab", { modifiers: ["Shift"] });
  }
  expect(await page.read<boolean>(isThere)).toBe(true);
});

test("without a script an address opens at its message, too", async () => {
  const plain = await openPage(server.url, "Reader", { script: false, width: 390, height: 844 });
  await plain.open("/rooms/lobby/messages/130");
  await plain.until(isInView(130));
  expect(
    await plain.read<string>("getComputedStyle(document.querySelector('[aria-current]')).backgroundColor"),
  ).not.toBe(await plain.read<string>("getComputedStyle(document.querySelector('#log > .message')).backgroundColor"));
  plain.close();
});
