/** A room in which nobody has written yet says where one is and what to do; on wide screens everything is one column. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { welcomeLink } from "../support/operator.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const shown = (page: Page, selector: string) =>
  page.read<boolean>(`document.querySelector(${JSON.stringify(selector)})?.checkVisibility() ?? false`);
const linksIn = (page: Page) =>
  page.read<string[]>("[...document.querySelectorAll('.welcome a')].map((link) => link.getAttribute('href'))");
const boxOf = (page: Page, selector: string) =>
  page.read<[number, number]>(
    `(({ left, right }) => [left, right])(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`,
  );

test("an empty room welcomes, on a phone without a script, too", async () => {
  const phone = { width: 390, height: 844, touch: true };
  const page = await openPage(server.url, "Newcomer", phone);
  await page.register("Newcomer");
  page.close();
  const plain = await openPage(server.url, "Newcomer", { ...phone, script: false });
  await plain.open("/rooms/lobby");
  expect(await plain.read<string>("document.querySelector('.beginning h2').textContent")).toBe("This is the Lobby");
  expect(await shown(plain, ".welcome")).toBeTrue();
  expect(await shown(plain, ".invite-button")).toBeTrue();
  expect(await linksIn(plain)).toEqual(["/invite"]);
  plain.close();
});

test("an administrator is shown the way to the settings, and the first message ends the welcome", async () => {
  const page = await openPage(server.url, "Host", { width: 1920, height: 1080 });
  await page.open(await welcomeLink(server));
  await page.fill("#username", "Host");
  await page.fill("#password", "correct horse battery");
  await page.press("Enter");
  await page.until("document.querySelector('#username') === null && document.readyState === 'complete'");
  await page.open("/rooms/lobby");
  expect(await linksIn(page)).toContain("/admin");
  const room = await page.read<string>(
    "fetch('/rooms', { method: 'POST', body: new URLSearchParams({ name: 'Kitchen' }) }).then(({ url }) => new URL(url).pathname)",
  );
  await page.open(room);
  expect(await linksIn(page)).toEqual([`${room}/about`]); // of the room, not of the place
  await page.open("/rooms/lobby");
  const [left, right] = await boxOf(page, "#messages");
  const heading = await boxOf(page, ".beginning h2");
  expect(heading[0] - left).toBeCloseTo(right - heading[1], 0);

  await page.say("Good evening");
  await page.until("document.querySelectorAll('#log > .message').length === 1");
  expect(await shown(page, ".welcome")).toBeFalse();
  expect(await shown(page, ".beginning h2")).toBeTrue();
  const [composer, row] = [await boxOf(page, "#composer"), await boxOf(page, "#log > .message")];
  expect(composer).toEqual(row);
  expect(composer[1] - composer[0]).toBe(880);
  expect(page.complaints).toEqual([]);
  page.close();
});
