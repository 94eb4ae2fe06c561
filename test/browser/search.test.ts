/** Searching from a room: hits as one types, and from each the way to its place in the history. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { addMessages, change, query } from "../support/database.ts";
import { register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

const HISTORY = 400;

let server: TestServer;
let desk: Page;

const openSearch = async (page: Page) => {
  await page.click(".search-button");
  await page.until("document.activeElement.name === 'q' && !document.querySelector('#search .zone')", "the search");
};
const hits = (page: Page) =>
  page.read<string[]>("[...document.querySelectorAll('#search-results .hit > div')].map((hit) => hit.textContent)");
const hasHits = (count: number) => `document.querySelectorAll('#search-results .hit').length === ${count}`;
const textOf = (id: number) => `message ${id}${id % 40 === 1 ? " cake" : ""}`;
const isOpen = "document.querySelector('#search').matches(':popover-open')";
const rowOf = (id: number) => `document.querySelector('#log > [data-id="${id}"]')`;
const pointsAt = (id: number) =>
  `document.querySelector('#log > [aria-current]')?.dataset.id === '${id}' && location.pathname === '/rooms/lobby/messages/${id}'`;
const isInView = (id: number) =>
  `(() => { const [row, list] = [${rowOf(id)}, document.querySelector('#messages')].map((e) => e.getBoundingClientRect());
    return row.top >= list.top && row.bottom <= list.bottom; })()`;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000" });
  await register(server.url, "Other");
  await betweenRuns(server, (folder) => {
    addMessages(
      folder,
      Array.from({ length: HISTORY }, (_, index) => ({ room: 1, body: textOf(index + 1) })),
    );
    change(folder, "UPDATE messages SET created_at = created_at - (400 - id) * 3600000");
  });
  desk = await openPage(server.url, "Seeker");
  await desk.register("Seeker");
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("hits come as one types, and each leads to its message", async () => {
  await openSearch(desk);
  await desk.view.type("mes");
  await desk.until(hasHits(20), "a page of hits");
  await desk.fill("#search [name=q]", "cake");
  await desk.until(hasHits(10), "other hits");
  expect(await hits(desk)).toEqual([361, 321, 281, 241, 201, 161, 121, 81, 41, 1].map(textOf));
  expect(await desk.read<string>("document.querySelector('#search-results mark').textContent")).toBe("cake");
  expect(await desk.read<string>("document.querySelector('#search-results time').textContent")).toMatch(
    /^\w+ \d+, 20\d\d, .*[AP]M$/,
  );
  for (const [nth, id] of [
    [5, 161],
    [0, 361],
    [9, 1],
    [6, 121],
  ] as const) {
    await desk.read(`document.querySelectorAll('#search-results .hit')[${nth}].click()`);
    await desk.until(pointsAt(id));
    expect(await desk.read<boolean>(`${isInView(id)} && ${isOpen}`)).toBe(true); // open for the next one
  }
});

test("from a hit one scrolls to the beginning and to the present", async () => {
  for (const [edge, reached] of [
    [-1e6, "document.querySelector('#older.beginning') !== null"],
    [0, `${rowOf(HISTORY)} !== null && !document.querySelector('#newer')`],
  ] as const) {
    for (let step = 0; step < 20 && !(await desk.read<boolean>(reached)); step++) {
      const range = "document.querySelector('#log').dataset.from + document.querySelector('#newer a')?.href";
      const before = await desk.read<string>(range);
      await desk.read(`document.querySelector('#messages').scrollTo(0, ${edge})`);
      await desk.until(`${range} !== ${JSON.stringify(before)} || ${reached}`, "more of the history");
    }
    expect(await desk.read<boolean>(reached)).toBe(true);
  }
});

test("further hits are added to those that are there", async () => {
  await desk.fill("#search [name=q]", "message");
  await desk.until(`${hasHits(20)} && document.querySelector('.search-more a') !== null`);
  await desk.read("document.querySelector('.search-more a').click()");
  await desk.until(hasHits(40));
  expect(await hits(desk)).toEqual(Array.from({ length: 40 }, (_, index) => textOf(HISTORY - index)));
});

test("the search stays open while one reads and writes, and its key leads back into it", async () => {
  await desk.click("#messages");
  await desk.fill("#field", "beside it");
  await desk.press("Escape");
  expect(await desk.read<boolean>(isOpen)).toBeTrue();
  await desk.read("document.querySelector('#messages').focus()");
  await desk.cdp("Input.dispatchKeyEvent", { type: "keyDown", key: "/", text: "/", code: "Slash" });
  await desk.until("document.activeElement.name === 'q'");
  expect(await desk.read<boolean>(isOpen)).toBeTrue();
  await desk.fill("#field", "");
});

test("an empty search offers what was searched for, until that is cleared", async () => {
  const recent = "[...document.querySelectorAll('#recent-searches li')].map((one) => one.textContent).join()";
  await desk.fill("#search [name=q]", "cake");
  await desk.until(hasHits(10));
  await desk.press("Enter");
  await desk.fill("#search [name=q]", " ");
  await desk.fill("#search [name=q]", "");
  await desk.press("Backspace");
  await desk.until(`${recent}.startsWith('cake') && document.querySelector('#recent-searches').checkVisibility()`);
  await desk.click("#recent-searches li button");
  await desk.until(`${hasHits(10)} && document.querySelector('#search [name=q]').value === 'cake'`);
  await desk.fill("#search [name=q]", " ");
  await desk.press("Backspace");
  await desk.until("document.querySelector('#recent-searches').checkVisibility()");
  await desk.click("#recent-searches .link");
  await desk.until(`${recent} === '' && !document.querySelector('#recent-searches').checkVisibility()`);
});

test("names complete in the search, one's own among them", async () => {
  await desk.read("document.querySelector('#search details').open = true");
  await desk.fill("#search [name=author]", "o");
  const names = "[...document.querySelectorAll('#authors option')].map((one) => one.value).join()";
  await desk.until(`${names} === 'Seeker,Other'`);
  await desk.fill("#search [name=author]", "ot");
  await desk.until(`${names} === 'Seeker,Other'`);
  expect(await desk.read<boolean>("document.querySelector('#search-results .problem') === null")).toBeTrue();
  await desk.fill("#search [name=author]", "");
});

test("a search is narrowed in the panel, and what is wrong with it is said there", async () => {
  await desk.read("document.querySelector('#search details').open = true");
  await desk.fill("#search [name=author]", "nobody");
  await desk.until("document.querySelector('#search-results .problem')?.textContent === 'No one by that name.'");
  await desk.fill("#search [name=author]", "other");
  await desk.until(hasHits(20));
  await desk.press("Escape");
  await desk.until(`!${isOpen}`);
});

test("the days of a search are those of the browser, and without a script they are UTC and say so", async () => {
  await desk.cdp("Emulation.setTimezoneOverride", { timezoneId: "Pacific/Kiritimati" });
  await desk.open("/rooms/lobby");
  await openSearch(desk);
  const form = "document.querySelector('#search form')";
  await desk.until(`${form}.elements.zone.value === "Pacific/Kiritimati"`);
  expect(await desk.read<string>(`${form}.querySelector('.search-filters').textContent`)).not.toContain("UTC");
  const [{ at } = { at: 0 }] = query<{ at: number }>(
    server.folder,
    "SELECT created_at AS at FROM messages ORDER BY id LIMIT 1",
  );
  const day = new Date(at + 14 * 3_600_000).toISOString().slice(0, 10);
  await desk.read("document.querySelector('#search details').open = true");
  await desk.read(`${form}.elements.to.value = "${day}"`); // a field for dates takes no keys as text
  await desk.read(`${form}.elements.to.dispatchEvent(new Event("input", { bubbles: true }))`);
  await desk.until("document.querySelector('#search-results .hit') !== null");
  const oldest = "[...document.querySelectorAll('#search-results time')].map((time) => Date.parse(time.dateTime))";
  const end = Date.parse(day) + 10 * 3_600_000;
  expect((await desk.read<number[]>(oldest)).every((time) => time < end)).toBe(true);
  await desk.cdp("Emulation.setTimezoneOverride", { timezoneId: "" });
  await desk.open("/rooms/lobby");

  const plain = await openPage(server.url, "Seeker", { script: false });
  await plain.open("/search");
  expect(await plain.read<string>("document.querySelector('.search-filters').textContent")).toContain("From (UTC)");
  expect(await plain.read<string>("document.querySelector('[name=zone]').value")).toBe("");
  plain.close();
});

test("while the server can't be reached, the search says so, and goes on when it can", async () => {
  const goOffline = (offline: boolean) =>
    desk.cdp("Network.emulateNetworkConditions", {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  await openSearch(desk);
  desk.expectOutage(true);
  await desk.cdp("Network.enable");
  await goOffline(true);
  await desk.fill("#search [name=author]", "");
  await desk.fill("#search [name=q]", "cake");
  await desk.until("document.querySelector('#search-results').textContent.startsWith(`Parlor can't be reached.`)");
  await goOffline(false);
  await desk.fill("#search [name=q]", "cakes");
  await desk.until("document.querySelector('#search-results .search-summary')?.textContent === 'Nothing found.'");
  desk.expectOutage(false);
  expect(desk.complaints).toEqual([]);
  desk.close();
});

test("on a phone the search covers the room, and a hit uncovers it", async () => {
  const phone = await openPage(server.url, "Pocket", { width: 390, height: 844, touch: true });
  await phone.register("Pocket");
  await openSearch(phone);
  expect(await phone.read<number>("document.querySelector('#search').getBoundingClientRect().width")).toBe(390);
  await phone.view.type("cake");
  await phone.until(hasHits(10));
  await phone.click("#search-results li:nth-child(3) .hit");
  await phone.until(`${pointsAt(281)} && !${isOpen}`);
  expect(await phone.read<boolean>(isInView(281))).toBe(true);
  expect(phone.complaints).toEqual([]);
  phone.close();
});

test("without a script the search is a page, with links to the messages and to further hits", async () => {
  const plain = await openPage(server.url, "Seeker", { script: false });
  const follow = async (selector: string) =>
    plain.open(await plain.read<string>(`document.querySelector('${selector}').getAttribute('href')`));
  await plain.open("/rooms/lobby");
  await plain.read("document.querySelector('#search').showPopover()"); // as its button does by itself
  await plain.fill("#search [name=q]", "message");
  await plain.press("Enter");
  await plain.until("location.pathname === '/search' && document.readyState === 'complete'");
  expect(await hits(plain)).toHaveLength(20);
  await follow(".search-more a");
  expect((await hits(plain))[0]).toBe(textOf(HISTORY - 20));
  await follow(".hit");
  await plain.until(isInView(HISTORY - 20));
  plain.close();
});
