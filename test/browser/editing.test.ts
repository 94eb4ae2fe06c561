/** Editing and replying keep their object in sight, and say how to end them. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let other: Person;
let page: Page;
let phone: Page;

const ROWS = "[...document.querySelectorAll('#log > .message')]";
const OWN = `${ROWS}.find((row) => row.querySelector(":scope > div").textContent.startsWith("long ago"))`;
const TEXT = "document.querySelector('#field').value";
const isInSight = (row: string) =>
  `(() => { const [a, b] = [${row}, document.querySelector('#messages')].map((one) => one.getBoundingClientRect()); return a.top >= b.top && a.bottom <= b.bottom; })()`;
const isMarked = (row: string) => `getComputedStyle(${row}).outlineOffset === '-1px'`;
const isAtEnd = "document.querySelector('#messages').scrollTop === 0";
const isLeft = "document.querySelector('#composer-mode') === null";
/** What the button of the composer shows and says. */
const button = () =>
  page.read<{ label: string; icons: boolean[] }>(
    `(() => { const send = document.querySelector('#composer .send'); return { label: send.ariaLabel ?? '', icons: [...send.children].map((icon) => icon.checkVisibility()) }; })()`,
  );

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  other = await register(server.url, "Other");
  page = await openPage(server.url, "ada");
  await page.register("Ada");
  await page.say("long ago");
  await page.until(`${OWN} !== undefined`);
  for (let index = 0; index < 30; index++) await other.say(`line ${index}`);
  phone = await openPage(server.url, "grace", { width: 390, height: 844, touch: true });
  await phone.register("Grace");
  await page.until(`${ROWS}.length === 31`);
}, 60_000);

afterEach(() => expect([...page.complaints, ...phone.complaints]).toEqual([]));

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("an edit brings its message into view and marks it; Escape leaves, and one is back where one was", async () => {
  await page.click("#field");
  expect(await page.read<boolean>(`${isAtEnd} && !${isInSight(OWN)}`)).toBeTrue();
  await page.press("ArrowUp");
  await page.until(`${TEXT} === 'long ago' && ${isInSight(OWN)} && ${isMarked(OWN)}`);
  await page.press("Escape");
  await page.until(`${isLeft} && ${isAtEnd} && !(${isMarked(OWN)})`);
});

test("saving looks like saving: a check mark while one edits, an arrow otherwise", async () => {
  expect(await button()).toEqual({ label: "Send", icons: [true, false] });
  await page.press("ArrowUp");
  await page.until(`${TEXT} === 'long ago'`);
  expect(await button()).toEqual({ label: "Save", icons: [false, true] });
  await page.fill("#field", "long ago, and changed");
  await page.click("#composer .send");
  await page.until(`${isLeft} && ${OWN}.querySelector('[data-edited]') !== null`);
  expect(await button()).toEqual({ label: "Send", icons: [true, false] });
});

test("Cancel can be seen and reached, and Escape leaves from there, too", async () => {
  const startEdit = async () => {
    await page.read("document.querySelector('#field').focus()");
    await page.press("ArrowUp");
    await page.until("document.querySelector('#composer-mode') !== null");
  };
  await startEdit();
  expect(await page.read<string>("document.querySelector('#composer-mode .cancel').innerText")).toBe("Cancel");
  await page.click("#composer-mode .cancel");
  await page.until(`${isLeft} && ${TEXT} === ''`);
  await startEdit();
  await page.view.press("Tab", { modifiers: ["Shift"] });
  expect(await page.read<string>("document.activeElement.textContent.trim()")).toBe("Cancel");
  await page.press("Escape");
  await page.until(`${isLeft} && document.activeElement.id === 'field'`);
  expect(await page.read<string>("location.pathname")).toBe("/rooms/lobby");
});

test("on a phone the bar of a reply is one low line, and its message stays in sight when the keyboard comes up", async () => {
  const first = `${ROWS}.find((row) => { const scroller = document.querySelector('#messages').getBoundingClientRect(); return row.getBoundingClientRect().top >= scroller.top; })`;
  await phone.read(`(window.answered = ${first}).querySelector('.more').click()`);
  await phone.until("document.querySelector('#menu [data-act=reply]') !== null");
  await phone.click("#menu [data-act=reply]");
  await phone.until(
    `document.querySelector('#composer-mode') !== null && ${isInSight("answered")} && ${isMarked("answered")}`,
  );
  expect(await phone.read<number>("document.querySelector('#composer-mode').offsetHeight")).toBeLessThanOrEqual(40);
  expect(
    await phone.read<number>("document.querySelector('#composer-mode .cancel').getBoundingClientRect().height"),
  ).toBeGreaterThanOrEqual(44);
  await phone.cdp("Emulation.setDeviceMetricsOverride", {
    width: 390,
    height: 500,
    deviceScaleFactor: 1,
    mobile: true,
  });
  await phone.until(`innerHeight === 500 && ${isInSight("answered")}`);
  await phone.cdp("Emulation.setDeviceMetricsOverride", {
    width: 390,
    height: 844,
    deviceScaleFactor: 1,
    mobile: true,
  });
  await phone.click("#composer-mode .cancel");
});
