/** Notifications: off until they are wanted, once for each message of any room, and quietly missing where they can't be. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { change } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor as until } from "../support/wait.ts";

type Shown = { title: string; body: string; tag: string; renotify: boolean; data: { path: string } };

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

/**
 * Rooms, and what Ada chose in each: the garden, of which she wants all, the attic, of which she wants nothing, the cellar,
 * which is muted for an hour, the pond, which was, the shed, where `@here` is not for her, and the direct room with Other.
 */
function addRooms(folder: string) {
  for (const name of ["Garden", "Attic", "Cellar", "Pond", "Shed"])
    change(folder, "INSERT INTO rooms (slug, name) VALUES (lower(?1), ?1)", name);
  change(folder, "INSERT INTO rooms (slug, name, kind, people) VALUES ('d1', '', 'direct', '1,2')");
  change(
    folder,
    `INSERT INTO memberships (room_id, user_id, member, level, level_until, mute_here)
     SELECT rooms.id, users.id, kind = 'direct', iif(username = 'Ada', level, NULL), until, username = 'Ada' AND slug = 'shed'
     FROM rooms, users, (SELECT 'garden' AS of, 'all' AS level, NULL AS until UNION VALUES ('attic', 'nothing', NULL),
       ('cellar', 'nothing', ?1), ('pond', 'nothing', ?2), ('shed', NULL, NULL), ('d1', NULL, NULL)) ON of = slug`,
    Date.now() + 3_600_000,
    Date.now() - 1,
  );
}

/** Says something to a room, and Ada's own page of it, if she has one, has it by then. */
const sayIn = async (room: string, text: string) => {
  const { status } = await other.post(text, undefined, room);
  expect(status).toBe(201);
};
const connected =
  "document.querySelector('#live').dataset.lost === undefined && document.querySelector('#connection').textContent === ''";

/** Puts what notifications and sounds are made of out of the way, and keeps a note of each. */
const listen = (page: Page, permission: "granted" | "denied") =>
  page.read(`(() => {
    const recorded = (window.recorded = { asked: 0, rung: 0, focused: 0, shown: [] });
    window.focus = () => recorded.focused++;
    window.Notification = class {
      static requestPermission = async () => (recorded.asked++, "${permission}");
      constructor(title, options) { recorded.shown.push({ title, ...options }); recorded.last = this; }
      close() {}
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function () { recorded.rung++; start.call(this); };
  })()`);
const recorded = <Value>(page: Page, what: string) => page.read<Value>(`window.recorded.${what}`);
const shown = (page: Page) => recorded<Shown[]>(page, "shown");
const openSettings = async (page: Page) => {
  await page.read("document.querySelector('#me-menu').showPopover()");
  await page.read("document.querySelector('#me-menu details').open = true");
};
const states = (page: Page) =>
  page.read<string[]>("[...document.querySelectorAll('.notification-state')].map((state) => state.textContent)");
/** They are on in the pages that are opened from now on, whatever was tried before. */
const keepOn = () =>
  ada.read("localStorage.setItem(`parlor:${document.querySelector('main').dataset.me}:settings/notify`, 'yes')");
const turnOn = async (page: Page) => {
  await page.click("h1"); // browsers are silent until the page was touched
  await openSettings(page);
  await page.until("document.querySelector('#notification-choices').matches(':enabled')");
  await page.read("document.querySelector('#notification-settings [name=notify]').click()");
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
  ada.expectOutage(true);
  await betweenRuns(server, addRooms);
  await ada.open("/rooms/lobby");
  await ada.until(connected);
  ada.expectOutage(false);
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
  expect([await recorded<number>(ada, "asked"), await shown(ada), await ada.read<number>(loaded)]).toEqual([0, [], 0]);
  await hide(ada, false);
});

test("what is for the reader while the page is out of sight, and nothing while it is in sight", async () => {
  await listen(ada, "granted");
  await turnOn(ada);
  await ada.until("window.recorded.asked === 1 && window.recorded.rung === 1", "the question, and how it sounds");
  expect(await states(ada)).toEqual(["on", "on"]);
  await other.say("@Ada, in sight");
  await ada.until(arrived("@Ada, in sight"));
  await Bun.sleep(1_100); // one of a room in a second
  await hide(ada, true);
  await ada.say("@Ada, my own");
  await ada.until(arrived("@Ada, my own"));
  await other.say("to nobody");
  await other.say("@Ada, <b>out of sight</b>");
  await ada.until("window.recorded.shown.length > 0");
  await ada.until(arrived("@Ada, <b>out of sight</b>"));
  const path = await ada.read<string>("document.querySelector('#log > .message:last-child > p > a').pathname");
  expect(await shown(ada)).toEqual([
    // It replaces the one before, and alerts all the same.
    { title: "Other · Lobby", body: "@Ada, <b>out of sight</b>", tag: "lobby", renotify: true, data: { path } },
  ]);
  expect(await recorded<number>(ada, "rung")).toBe(2);
  await ada.read("window.recorded.last.onclick()");
  await ada.until(`location.pathname === ${JSON.stringify(path)}`, "the message to be the page's address");
  expect(await recorded<number>(ada, "focused")).toBe(1);
  await hide(ada, false);
});

test("every room is heard of as its level has it, whichever one is open", async () => {
  await keepOn();
  await ada.open("/rooms/lobby");
  await ada.until(connected);
  await listen(ada, "granted");
  for (const room of ["attic", "cellar", "shed"]) await sayIn(room, "@here and not for her");
  for (const room of ["attic", "cellar"]) await sayIn(room, "@Ada, muted");
  for (const [room, text] of [
    ["pond", "@Ada, muted until a while ago"],
    ["garden", "to nobody"],
    ["d1", "just us"],
    ["shed", "@Ada by name"],
  ] as const) {
    await sayIn(room, text);
  }
  await ada.until("window.recorded.shown.length >= 4", "a notification of each room that is heard of");
  const all = await shown(ada);
  expect(all.map(({ title, body, tag }) => [title, body, tag]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))).toEqual([
    ["Other", "just us", "d1"],
    ["Other · Garden", "to nobody", "garden"],
    ["Other · Pond", "@Ada, muted until a while ago", "pond"],
    ["Other · Shed", "@Ada by name", "shed"],
  ]);
  await ada.read("window.recorded.last.onclick()");
  await ada.until(
    "/^\\/rooms\\/(pond|garden|d1|shed)\\/messages\\/\\d+$/.test(location.pathname) && document.readyState === 'complete'",
  );
});

test("with several pages there is one notification, and none if one of them shows the message", async () => {
  await keepOn();
  await ada.open("/rooms/lobby");
  const garden = await openPage(server.url, "Ada");
  pages.push(garden);
  await garden.open("/rooms/garden");
  const tabs = [ada, garden];
  await sayIn("garden", "to be sure that the page hears");
  await garden.until(arrived("to be sure that the page hears"));
  await Bun.sleep(1_100); // one of a room in a second
  for (const page of tabs) {
    await page.until(connected);
    await listen(page, "granted");
    await page.until("document.querySelector('.me .notification-state').textContent === 'on'");
  }
  const count = async () =>
    (await Promise.all(tabs.map(async (page) => (await shown(page)).length))).reduce((a, b) => a + b);
  const bodies = async () => (await Promise.all(tabs.map(shown))).flat().map(({ body }) => body);
  await hide(ada, true);
  await sayIn("garden", "seen by her");
  await garden.until(arrived("seen by her"));
  await sayIn("pond", "@Ada, elsewhere");
  await until(async () => (await count()) > 0, "one of the pages notifies");
  expect(await bodies()).toEqual(["@Ada, elsewhere"]);
  await hide(garden, true);
  await Bun.sleep(1_100);
  await sayIn("garden", "seen by nobody");
  await until(async () => (await count()) > 1, "one of the pages notifies");
  await sayIn("d1", "and then");
  await until(async () => (await bodies()).includes("and then"), "the last");
  expect((await bodies()).sort()).toEqual(["@Ada, elsewhere", "and then", "seen by nobody"]);
  for (const page of tabs) await hide(page, false);
  garden.close();
});

test("the choice is remembered in all rooms, and the sound can be off", async () => {
  await keepOn();
  await ada.open("/rooms/lobby");
  await listen(ada, "granted");
  await openSettings(ada);
  await ada.until("document.querySelector('#notification-choices').matches(':enabled')");
  await ada.read("document.querySelector('#notification-settings [name=sound]').click()");
  expect(await ada.read<string>("document.querySelector('#level-link').pathname")).toBe("/rooms/lobby/about");
  await ada.open("/rooms/pond");
  await listen(ada, "granted");
  await ada.until(connected);
  await ada.until(
    "document.querySelector('.me .notification-state').textContent === 'on'",
    "the state beside the name",
  );
  await hide(ada, true);
  await sayIn("pond", "and to @Ada");
  await ada.until("window.recorded.shown.length > 0");
  expect([await recorded<number>(ada, "rung"), await recorded<number>(ada, "asked")]).toEqual([0, 0]);
  await hide(ada, false);
});

test("who had chosen them for a room has them on, until they turn them off", async () => {
  await turnOn(ada); // off
  const kept = () => ada.read<string[]>("Object.keys(localStorage).filter((name) => /notify|silent/.test(name))");
  await ada.until("document.querySelector('.me .notification-state').textContent === 'off'");
  await ada.read(
    "localStorage.setItem(`parlor:${document.querySelector('main').dataset.me}:lobby:notify`, 'mentions')",
  );
  await ada.open("/rooms/pond");
  await ada.until("document.querySelector('.me .notification-state').textContent === 'on'");
  await listen(ada, "granted");
  await turnOn(ada); // off again
  await ada.until("document.querySelector('.me .notification-state').textContent === 'off'");
  expect((await kept()).filter((name) => name.endsWith("notify"))).toEqual([]);
});

test("who refuses is told how it is, and stays without", async () => {
  const grace = await visit("Grace", { width: 390, height: 844, touch: true });
  await listen(grace, "denied");
  await turnOn(grace);
  await grace.until("document.querySelector('#notification-hint').textContent.startsWith('This browser blocks')");
  expect(
    await grace.read<boolean>("document.querySelector('#notification-settings').elements.notify.checked"),
  ).toBeFalse();
});

test("over plain http the choice is not there, and says why", async () => {
  const phone = await visit("phone.test", { width: 390, height: 844, touch: true });
  await openSettings(phone);
  await phone.until("document.querySelector('#notification-hint').textContent.includes('https')");
  expect(
    await phone.read<boolean>("document.querySelector('#notification-settings [name=notify]').matches(':disabled')"),
  ).toBeTrue();
});
