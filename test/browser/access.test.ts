/** Everybody can use it: axe finds nothing on any page, in either scheme; everything works from the keyboard. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { violationsInBothSchemes } from "../support/axe.ts";
import { closeBrowser, enterLog, openPage, type Page } from "../support/browser.ts";
import { command } from "../support/command.ts";
import { addInvite } from "../support/operator.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

const ADMINISTRATION = [
  "/admin",
  "/admin/people",
  "/admin/people/1",
  "/admin/invites",
  "/admin/rooms",
  "/admin/place",
  "/admin/storage",
  "/admin/activity",
  "/admin/welcome",
];

const MEMBERS = [
  "/search?q=hello",
  "/mentions",
  "/rooms/lobby/messages/1",
  "/rooms/lobby/people",
  "/people/1",
  "/profile",
  "/account",
  "/invite",
  "/rooms",
  "/rooms/new",
  "/direct",
  "/rooms/lobby/about",
];

/** Those of all these pages that are more than wider where there is room for it; axe takes half a second for each. */
const WIDER = ["/search?q=hello", "/rooms/lobby/messages/1", "/rooms", "/admin", "/admin/people", "/admin/storage"];

let server: TestServer;
let other: Person;

/** Makes a closed room with somebody else in it, and returns the address of the page about it. */
const closedRoom = (page: Page) =>
  page.read<string>(`fetch("/rooms", {
    method: "POST",
    body: new URLSearchParams({ name: "Kyoto " + Math.random(), kind: "closed", topic: "Tea", person: "Other, Nina" }),
  }).then(({ url }) => new URL(url).pathname + "/about")`);

beforeAll(async () => {
  server = await startServer();
  other = await register(server.url, "Other");
  for (const name of ["Nina", "Noa", "Nell", "Nora", "Niels", "Nadia", "Nico", "Naomi"])
    await register(server.url, name);
  await other.say("See https://example.com for more");
  await other.say("🎉");
  await other.say(`> **quoted**\n- \`listed\`\n\`\`\`js\n${"code ".repeat(60)}\n\`\`\``);
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

for (const [width, height] of [
  [390, 844],
  [1280, 800],
] as const) {
  test(`axe finds nothing in light and in dark (${width}x${height})`, async () => {
    const person = `axe${width}`;
    const page = await openPage(server.url, person, { width, height, touch: width < 500 });
    /** All of the page the first time; then, as it takes a while, what has changed in it. */
    const look = async (at: string, parts?: string) =>
      expect([at, ...(await violationsInBothSchemes(page, parts))]).toEqual([at]);
    page.expectOutage(true); // 404 and 422 are looked at on purpose
    for (const path of ["/", "/register", "/login", "/nowhere", "/offline"]) {
      await page.open(path);
      await look(path);
    }
    await page.open("/register");
    await page.fill("#username", "x");
    await page.press("Enter");
    await page.until("document.querySelector('#username-problem') !== null");
    await look("wrong");

    await page.register(person);
    await page.say("hello");
    await page.until(
      "document.querySelectorAll('#log > .message').length >= 4 && document.querySelectorAll('#pending > *').length === 0",
    );
    await look("room");
    await enterLog(page);
    await page.press("Enter");
    await page.until("document.querySelector('#menu .actions') !== null");
    await look("menu", "#menu, #messages");
    await page.click("#menu .react button");
    await page.until("document.querySelector('.reactions') !== null && document.activeElement.matches('.message')");
    await page.until("!document.querySelector('#toolbar').hidden");
    await look("toolbar", "#toolbar, #messages");
    await page.press("Enter");
    await page.until("document.querySelector('#menu .more-emoji') !== null");
    await page.click("#menu .more-emoji");
    await page.until("document.querySelector('#emoji button') !== null");
    // The other 1,700 are made alike, and take ten seconds.
    await page.read(
      "[...document.querySelectorAll('#emoji [role=rowgroup]')].slice(2).forEach((group) => group.remove())",
    );
    await look("emoji", "#emoji");
    await page.fill("#emoji input", "no such thing");
    await page.until("document.querySelector('#emoji p').textContent !== ''");
    await look("no emoji", "#emoji");
    await page.press("Escape");
    await page.until("document.activeElement.matches('.message')");
    await page.press("Enter");
    await page.until("document.querySelector('#menu .actions') !== null");
    await page.click("#menu [data-act=edit]");
    await page.until("document.querySelector('#composer-mode') !== null");
    await look("editing", "#composer, #messages");
    await page.press("Escape");
    await other.say(`@${person} and @Other`);
    await page.fill("#composer textarea", "@");
    await page.until(
      "document.querySelector('.message:last-of-type .mention') && !document.querySelector('#names').hidden",
    );
    await look("room, names", "#names, #composer, #messages");
    await page.press("Escape");
    await page.fill("#composer textarea", "");
    await page.view.type(":tad");
    await page.until("document.querySelector('#emoji-names:not([hidden])') !== null");
    await look("room, completed emoji", "#emoji-names, #composer");
    await page.press("Escape");
    await page.fill("#composer textarea", "");
    await page.say("\u200b");
    await page.until("document.querySelector('#pending menu:not([hidden])') !== null");
    await page.read("document.querySelector('#live').toggleAttribute('data-lost')");
    if (width < 500) await page.read("document.querySelector('#sidebar').showPopover()");
    await look("room, not sent");
    await page.read("document.querySelector('#sidebar').hidePopover?.()");
    await page.read("document.querySelector('#log > .message .avatar').click()");
    await page.until("document.querySelector('#card').matches(':popover-open')");
    await look("card", "#card");
    await page.read("document.querySelector('#me-menu').showPopover()");
    await page.read("document.querySelector('#me-menu details').open = true");
    await page.until("document.querySelector('#notification-choices').matches(':enabled')");
    await look("own menu", "#me-menu");
    await page.read("document.querySelector('#shortcuts').showPopover()");
    await look("shortcuts", "#shortcuts");
    await page.read("document.querySelector('#search').showPopover()");
    await page.read("document.querySelector('#search details').open = true");
    await page.fill("#search [name=q]", "example");
    await page.until("document.querySelectorAll('#search-results .hit').length === 1");
    await look("search", "#search");
    await command(server.folder, "admin", person);
    await betweenRuns(server, (folder) => addInvite(folder));
    const about = await closedRoom(page);
    for (const path of width < 500 ? [...MEMBERS, about, ...ADMINISTRATION] : [...WIDER, about]) {
      await page.open(path);
      await page.read("document.querySelectorAll('details').forEach((details) => (details.open = true))");
      await look(path);
    }
    page.close();
  }, 120_000);
}

test("from logging in to a message and out again, with the keyboard alone", async () => {
  const page = await openPage(server.url, "keys");
  const focused = () => page.read<string>("document.activeElement.id || document.activeElement.className");
  await page.open("/register");
  expect(await focused()).toBe("username");
  await page.view.type("Keys");
  await page.press("Tab");
  await page.view.type("correct horse battery");
  await page.press("Enter");
  await page.until("location.pathname === '/rooms/lobby' && document.activeElement.tagName === 'TEXTAREA'");
  await page.view.type("typed blind");
  await page.press("Enter");
  await page.until("document.querySelector('#log > .message:last-of-type > div').textContent === 'typed blind'");
  await page.view.press("Tab", { modifiers: ["Shift"] });
  if (await page.read<boolean>("document.activeElement.matches('pre code')")) {
    await page.view.press("Tab", { modifiers: ["Shift"] }); // code can be scrolled, too
  }
  expect(await focused()).toBe("messages"); // the log itself, to scroll with the arrow keys
  for (let tabs = 0; tabs < 12 && (await focused()) !== "me"; tabs++) {
    await page.view.press("Tab", { modifiers: ["Shift"] });
  }
  await page.press("Enter");
  await page.until("document.querySelector('#me-menu').matches(':popover-open')");
  for (let tabs = 0; tabs < 12; tabs++) {
    if (await page.read<boolean>("document.activeElement.matches('#log-out button')")) break;
    await page.press("Tab");
  }
  await page.press("Enter");
  await page.until("location.pathname === '/'");
  expect(page.complaints).toEqual([]);
  page.close();
});

test("touch targets are at least 44 pixels high on a phone", async () => {
  const page = await openPage(server.url, "thumbs", { width: 390, height: 844, touch: true });
  const small =
    "[...document.querySelectorAll('a, button, input:not([type=radio], [type=checkbox], [type=hidden]), label:has(input), select, summary, textarea')].filter((e) => e.checkVisibility() && !e.closest('.message, p, .skip:not(:focus), [aria-hidden=true]')).filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 80))";
  for (const path of ["/register", "/login"]) {
    await page.open(path);
    expect(await page.read<string[]>(small)).toEqual([]);
  }
  await page.register("Thumbs");
  await page.read("document.querySelector('#sidebar').showPopover()");
  expect(await page.read<string[]>(small)).toEqual([]);
  await page.click(".me");
  await page.read("document.querySelector('#me-menu details').open = true");
  expect(await page.read<string[]>(small)).toEqual([]);
  await command(server.folder, "admin", "Thumbs");
  const rooms = ["/rooms", "/rooms/new", "/direct", "/rooms/lobby/about", await closedRoom(page)];
  const pages = ["/profile", "/people/1", "/rooms/lobby/people", "/account", ...rooms];
  for (const path of [...pages, ...ADMINISTRATION]) {
    await page.open(path);
    await page.read("document.querySelectorAll('details').forEach((details) => (details.open = true))");
    expect(await page.read<string[]>(small)).toEqual([]);
  }
  page.close();
});
