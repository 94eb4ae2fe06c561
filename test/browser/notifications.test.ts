/** Notifications: off until they are wanted, only while nobody looks, and quietly missing where they can't be. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

type Shown = { title: string; body: string; tag: string; renotify: boolean };

let server: TestServer;
let other: Person;
let ada: Page;
const pages: Page[] = [];

const visit = async (name: string, options?: PageOptions) => {
  const page = await openPage(server.url, name, options);
  pages.push(page);
  await page.register(name.replace(".", "-"));
  return page;
};

/** Puts what notifications and sounds are made of out of the way, and keeps a note of each. */
const listen = (page: Page, permission: "granted" | "denied") =>
  page.read(`(() => {
    const told = (window.told = { asked: 0, rung: 0, focused: 0, shown: [] });
    window.focus = () => told.focused++;
    window.Notification = class {
      static requestPermission = async () => (told.asked++, "${permission}");
      constructor(title, options) { told.shown.push({ title, ...options }); told.last = this; }
      close() {}
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function () { told.rung++; start.call(this); };
  })()`);
const told = <Value>(page: Page, what: string) => page.read<Value>(`window.told.${what}`);
const shown = (page: Page) => told<Shown[]>(page, "shown");
const openSettings = async (page: Page) => {
  await page.read("document.querySelector('#me-menu').showPopover()");
  await page.read("document.querySelector('#me-menu details').open = true");
};
const states = (page: Page) =>
  page.read<string[]>("[...document.querySelectorAll('.notification-state')].map((state) => state.textContent)");
const choose = async (page: Page, value: string) => {
  await openSettings(page);
  await page.until("document.querySelector('#notification-choices').matches(':enabled')");
  await page.read(`document.querySelector('#notification-settings [name=notify][value="${value}"]').click()`);
  await page.press("Escape");
};
const hide = (page: Page, hidden: boolean) =>
  page.read(
    `(() => { Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} }); document.dispatchEvent(new Event('visibilitychange')); })()`,
  );
const arrived = (text: string) =>
  `document.querySelector('#log > .message:last-child > div')?.textContent === ${JSON.stringify(text)}`;

beforeAll(async () => {
  server = await startServer({ HOST: "0.0.0.0" });
  other = await register(server.url, "Other");
  ada = await visit("Ada");
});

afterEach(() => {
  for (const { complaints } of pages) expect(complaints).toEqual([]);
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("nothing is asked, loaded or shown before the reader wants it", async () => {
  await listen(ada, "granted");
  await hide(ada, true);
  await other.say("@Ada is it you?");
  await ada.until(arrived("@Ada is it you?"));
  expect(await states(ada)).toEqual(["off", "off"]);
  const loaded =
    "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/part-me-menu-')).length";
  expect([await told<number>(ada, "asked"), await shown(ada), await ada.read<number>(loaded)]).toEqual([0, [], 0]);
  await hide(ada, false);
});

test("for every message: what others say while the tab is out of sight, and nothing while it is in sight", async () => {
  await choose(ada, "all");
  await ada.until("window.told.asked === 1 && window.told.rung === 1", "the question, and how it sounds");
  await other.say("in sight");
  await ada.until(arrived("in sight"));
  expect(await shown(ada)).toEqual([]);
  await hide(ada, true);
  await ada.say("my own");
  await other.say("<b>out of sight</b>");
  await ada.until("window.told.shown.length > 0");
  expect(await shown(ada)).toEqual([
    { title: "Other · Lobby", body: "<b>out of sight</b>", tag: "lobby", renotify: true }, // it replaces, and still alerts
  ]);
  expect(await told<number>(ada, "rung")).toBe(2);
  await ada.read("window.told.last.onclick()");
  expect(await told<number>(ada, "focused")).toBe(1);
  await hide(ada, false);
});

test("for mentions only: others are silent; the choice is remembered, and the sound can be off", async () => {
  await choose(ada, "mentions");
  expect(await states(ada)).toEqual(["for me", "for me"]);
  await ada.read("document.querySelector('#notification-settings [name=sound]').click()");
  await ada.open("/rooms/lobby");
  await listen(ada, "granted");
  await ada.until("document.querySelector('#connection').textContent === ''");
  await ada.until(
    "document.querySelector('.me .notification-state').textContent === 'for me'",
    "the state beside the name",
  );
  await hide(ada, true);
  await other.say("to nobody");
  await other.say("and to @Ada");
  await ada.until("window.told.shown.length > 0");
  expect((await shown(ada)).map(({ body }) => body)).toEqual(["and to @Ada"]);
  expect([await told<number>(ada, "rung"), await told<number>(ada, "asked")]).toEqual([0, 0]);
  await hide(ada, false);
});

test("who refuses is told how it is, and stays without", async () => {
  const grace = await visit("Grace", { width: 390, height: 844, touch: true });
  await listen(grace, "denied");
  await choose(grace, "all");
  await grace.until("document.querySelector('#notification-hint').textContent.startsWith('This browser blocks')");
  expect(await grace.read<string>("document.querySelector('#notification-settings').elements.notify.value")).toBe(
    "off",
  );
});

test("over plain http the choice is not there, and says why", async () => {
  const phone = await visit("phone.test", { width: 390, height: 844, touch: true });
  await openSettings(phone);
  await phone.until("document.querySelector('#notification-hint').textContent.includes('https')");
  expect(
    await phone.read<boolean>("document.querySelector('#notification-settings [value=all]').matches(':disabled')"),
  ).toBeTrue();
});
