/** Times and days as the reader counts them, in the language of the page; and what counts as looking at it. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openMenu, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let other: Person;
let pages: Page[] = [];

const visit = async (person: string, { before = "", ...options }: PageOptions & { before?: string } = {}) => {
  const page = await openPage(server.url, person, options);
  pages.push(page);
  if (before) await page.cdp("Page.addScriptToEvaluateOnNewDocument", { source: before });
  return page;
};
const ROWS = "[...document.querySelectorAll('#log > .message')]";
const LAST_DAY = "[...document.querySelectorAll('#log > .day')].at(-1)?.textContent";
const arrived = (text: string) =>
  `${ROWS}.at(-1)?.querySelector(':scope > div').textContent === ${JSON.stringify(text)}`;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000" });
  other = await register(server.url, "Other");
  for (const text of ["one", "two", "three"]) await other.say(text);
});

afterEach(() => {
  for (const page of pages) {
    page.close();
    expect(page.complaints).toEqual([]);
  }
  pages = [];
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

for (const [locale, time] of [
  ["de-DE", /^\d{1,2}:\d\d$/],
  ["ja-JP", /^\d{1,2}:\d\d$/],
  ["en-US", /^\d{1,2}:\d\d\s[AP]M$/],
  ["hi-IN", /^\d{1,2}:\d\d\s[AP]M$/i],
] as const) {
  test(`days are English, and hours as they are counted in ${locale}`, async () => {
    const page = await visit(`In-${locale}`);
    await page.cdp("Emulation.setLocaleOverride", { locale });
    await page.register(`In-${locale}`);
    expect(await page.read<string>(LAST_DAY)).toBe("today");
    expect(await page.read<string>(`${ROWS}[0].querySelector("time").innerText`)).toMatch(time);
  });
}

test("a row that shows its head shows its whole time, wherever it stands", async () => {
  const page = await visit("Heads");
  await page.register("Heads");
  const shown = () => page.read<string[]>(`${ROWS}.slice(0, 3).map((row) => row.querySelector("time").innerText)`);
  expect(await shown()).toEqual([
    expect.stringMatching(/[AP]M$/),
    expect.stringMatching(/\d$/),
    expect.stringMatching(/\d$/),
  ]);
  await openMenu(page);
  await page.read("document.querySelector('#menu [data-act=unread]').click()");
  await page.until(`${ROWS}[2].previousElementSibling.className === "unread-marker"`);
  expect((await shown())[2]).toMatch(/[AP]M$/);
  await page.read(
    `fetch(${ROWS}[2].querySelector("a").pathname + "/reactions", { method: "POST", body: new URLSearchParams({ emoji: "👍" }) })`,
  );
  await page.until(`${ROWS}[2].querySelector(".reactions") !== null`);
  expect((await shown())[2]).toMatch(/[AP]M$/); // also when it is replaced
  await page.say("four");
  await page.until("document.querySelector('.unread-marker') === null");
  expect((await shown())[2]).toMatch(/\d$/);
});

/** The clock of the page can be moved on; timers are quick. */
const CLOCK = `
  window.ahead = 0;
  const Real = Date;
  window.Date = class extends Real {
    constructor(...parts) { parts.length ? super(...parts) : super(Real.now() + window.ahead); }
    static now() { return Real.now() + window.ahead; }
  };
  const every = window.setInterval;
  window.setInterval = (work, ms) => every(work, ms === 30000 ? 100 : ms);`;

test("today becomes yesterday at midnight, in a tab that is looked at and in one that is looked at again", async () => {
  const page = await visit("Midnight", { before: CLOCK });
  await page.register("Midnight");
  expect(await page.read<string>(LAST_DAY)).toBe("today");
  page.expectOutage(true); // to the page, a day has passed without a heartbeat
  await page.read("window.ahead = 86_400_000");
  await page.until(`${LAST_DAY} === "yesterday"`);

  const asleep = await visit("Sleeper", { before: CLOCK.replace("100", "1e9") });
  await asleep.register("Sleeper");
  asleep.expectOutage(true);
  await asleep.read("(window.ahead = 86_400_000, document.dispatchEvent(new Event('visibilitychange')))");
  expect(await asleep.read<string>(LAST_DAY)).toBe("yesterday");
});

test("a window that is visible without the focus is not looked at: the title has a dot until it is", async () => {
  const page = await visit("Beside");
  await page.register("Beside");
  const focus = (has: boolean) =>
    page.read(`(document.hasFocus = () => ${has}, dispatchEvent(new Event("${has ? "focus" : "blur"}")))`);
  await focus(false);
  await other.say("beside your other window");
  await page.until(arrived("beside your other window"));
  await page.until("document.title === '• Lobby · Parlor'");
  await focus(true);
  await page.until("document.title === 'Lobby · Parlor'");
});
