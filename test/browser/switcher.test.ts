/** The switcher: one box for rooms, people and messages, from the keyboard, on a phone, and without a script. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { violationsInBothSchemes } from "../support/axe.ts";
import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { makeRooms } from "../support/rooms.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const NAMES = ["Ada", "Grace", "Kiran", "Łukasz"];

let server: TestServer;
let talk = "";
const people = new Map<string, Person>();
const pages: Page[] = [];

/** Opens a page of Ada, or of somebody else, in the lobby. */
async function visit(options: PageOptions & { as?: string } = {}): Promise<Page> {
  const page = await openPage(server.url, `seat${pages.length}`, options);
  pages.push(page);
  await page.enter(people.get(options.as ?? "Ada")!);
  return page;
}

const isOpen = "document.querySelector('#switcher')?.open === true";
const options =
  "[...document.querySelectorAll('#found [role=option]')].map((one) => one.querySelector('.name, span').textContent).join('|')";
const chosen =
  "document.querySelector('#found [aria-selected=true] .name, #found [aria-selected=true] span')?.textContent";

const textOf = (page: Page, selector: string) =>
  page.read<string | undefined>(`document.querySelector(${JSON.stringify(selector)})?.textContent.trim()`);

async function openSwitcher(page: Page): Promise<void> {
  await page.view.press("k", { modifiers: ["Control"] });
  await page.until(`${isOpen} && document.querySelector('#found [aria-selected=true]') !== null`);
}

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000" });
  for (const name of NAMES) people.set(name, await register(server.url, name));
  await betweenRuns(server, (folder) =>
    makeRooms(folder, ({ room, direct, say, read }) => {
      const kitchen = room("Kitchen");
      room("Reading group");
      const kyoto = room("Kyoto in spring", { kind: "closed", people: [2] });
      const secret = room("Kindling", { kind: "closed" });
      say(1, 1, "Good evening");
      say(secret.id, 1, "the kiln is hidden");
      const { id, slug } = direct(1, 2);
      talk = slug;
      say(id, 1, "Hello Grace");
      read(1, 1, kitchen.id, secret.id, id);
      read(2, 1, id);
      say(kitchen.id, 2, "the kitchen door needs oil");
      say(kyoto.id, 2, "@Ada have you packed?");
    }),
  );
});

afterAll(async () => {
  for (const page of pages) {
    expect(page.complaints).toEqual([]);
    page.close();
  }
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("it offers what is for me, what is unread, and where I was last; Enter goes, and leads back", async () => {
  const page = await visit();
  await page.read("document.querySelector('#field').focus()");
  await openSwitcher(page);
  const before = (await page.read<string>(options)).split("|");
  expect(before.slice(0, 2)).toEqual(["Kyoto in spring", "Kitchen"]);
  expect(before.at(-1)).toBe("Lobby"); // where one is
  expect(await textOf(page, "#found .count")).toBe("1");
  await page.press("Escape");
  await page.until(`!(${isOpen}) && document.activeElement.id === 'field'`);
  await openSwitcher(page);
  await page.view.type("reading");
  await page.until(`${chosen} === 'Reading group'`);
  await page.press("Enter");
  await page.until("location.pathname === '/rooms/reading-group' && document.readyState === 'complete'");
  await page.open("/rooms/reading-group");
  await openSwitcher(page);
  const after = (await page.read<string>(options)).split("|");
  expect(after[after.indexOf("Kitchen") + 1]).toBe("Lobby"); // where one was before
});

test("names are found without their accents, by any word; arrows choose, and a person is a press away", async () => {
  const page = await visit();
  await openSwitcher(page);
  await page.view.type("KI");
  await page.until(`${options}.startsWith('Kitchen|Kindling|Kiran')`);
  expect(await textOf(page, "#found mark")).toBe("Ki");
  await page.press("ArrowDown");
  await page.press("ArrowDown");
  await page.until(`${chosen} === 'Kiran'`);
  await page.press("ArrowUp");
  await page.until(`${chosen} === 'Kindling'`);
  const active = await page.read<string>("document.activeElement.getAttribute('aria-activedescendant')");
  expect(await textOf(page, `#${active} .name`)).toBe("Kindling");
  await page.fill("#switcher input", "lukasz");
  await page.until(`${chosen} === 'Łukasz'`);
  const sent = "(({ action, method, person }) => `${method} ${new URL(action).pathname} ${person.value}`)";
  expect(await page.read<string>(`${sent}(document.querySelector('#found form'))`)).toBe("post /direct Łukasz");
  await page.fill("#switcher input", "spring");
  await page.until(`${chosen} === 'Kyoto in spring'`);
  await page.fill("#switcher input", "grace");
  await page.until(`${chosen} === 'Grace'`);
  await page.press("Enter");
  await page.until(`location.pathname === '/rooms/${talk}'`);
});

test("Enter waits for the answer to what was typed last", async () => {
  const page = await visit();
  await openSwitcher(page);
  await page.view.type("kitchen");
  await page.press("Enter");
  await page.until("location.pathname === '/rooms/kitchen'");
});

test("messages are found with their rooms, and the search goes on with what was typed", async () => {
  const page = await visit();
  await openSwitcher(page);
  await page.view.type("kitchen door");
  await page.until("document.querySelector('#found .found-message') !== null");
  expect(await textOf(page, "#found .found-message")).toBe("GGrace the kitchen door needs oil, in Kitchen");
  const link = await page.read<string>("document.querySelector('#found .found-message').pathname");
  expect(link).toMatch(/^\/rooms\/kitchen\/messages\/\d+$/);
  await page.fill("#switcher input", "evening");
  await page.until("document.querySelector('#found-search bdi')?.textContent === 'evening'");
  await page.press("ArrowUp");
  await page.press("Enter");
  await page.until("document.querySelectorAll('#search-results .hit').length === 1");
  expect(await page.read<string>("document.querySelector('#search [name=q]').value")).toBe("evening");
  expect(await page.read<boolean>(isOpen)).toBeFalse();
});

test("nobody finds rooms, or messages in them, that are not theirs", async () => {
  const page = await visit({ as: "Kiran" });
  await openSwitcher(page);
  expect(await page.read<string>(options)).not.toContain("Kyoto");
  for (const typed of ["kindling", "kyoto", "hidden", "packed"]) {
    await page.fill("#switcher input", typed);
    await page.until(`document.querySelector('#found-search bdi')?.textContent === '${typed}'`);
    expect([typed, await page.read<string>(options)]).toEqual([typed, `Search messages for “${typed}”`]);
    expect(await textOf(page, ".nothing-found")).toBe("No room or person is called that.");
  }
});

for (const [width, height] of [
  [390, 844],
  [1280, 800],
] as const) {
  test(`axe finds nothing in light and in dark (${width}), and nothing is wider than the page`, async () => {
    const page = await visit({ width, height, touch: width < 500 });
    if (width < 500) {
      await page.click(".bar > .only-phone");
      await page.click("#find");
      await page.until(`${isOpen} && document.querySelector('#found [aria-selected=true]') !== null`);
    } else await openSwitcher(page);
    expect(["open", ...(await violationsInBothSchemes(page, "#switcher"))]).toEqual(["open"]);
    await page.view.type("ki");
    await page.until("document.querySelector('#found .found-message') !== null");
    expect(["found", ...(await violationsInBothSchemes(page, "#switcher"))]).toEqual(["found"]);
    await page.fill("#switcher input", "w".repeat(100));
    await page.until("document.querySelector('.nothing-found') !== null");
    expect(["nothing", ...(await violationsInBothSchemes(page, "#switcher"))]).toEqual(["nothing"]);
    const widths = "['scrollWidth', 'clientWidth'].map((width) => document.querySelector('#found')[width])";
    const [needed, given] = await page.read<[number, number]>(widths);
    expect(needed).toBeLessThanOrEqual(given);
    await page.open("/find?q=ki");
    expect(["page", ...(await violationsInBothSchemes(page))]).toEqual(["page"]);
  });
}

test("without a script it is a page of links and forms", async () => {
  const page = await openPage(server.url, "seat0", { script: false });
  pages.push(page);
  await page.open("/rooms/lobby");
  await page.open(await page.read<string>("document.querySelector('#find').getAttribute('href')"));
  await page.fill("[name=q]", "ki");
  await page.press("Enter");
  await page.until("location.search === '?q=ki' && document.readyState === 'complete'");
  const found = "[...document.querySelectorAll('.found .name')].map((name) => name.textContent).join('|')";
  expect(await page.read<string>(found)).toStartWith("Kitchen|Kindling|Kiran|");
  await page.open(await page.read<string>("document.querySelector('.found a').getAttribute('href')"));
  expect(await textOf(page, "h1")).toBe("Kitchen");
});
