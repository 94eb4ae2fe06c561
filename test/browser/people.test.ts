/** The others: that they are here, away, or writing. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let ada: Page;
let grace: Page;

const visit = async (name: string, options?: PageOptions) => {
  const page = await openPage(server.url, name, options);
  await page.register(name);
  return page;
};
const hide = (page: Page, hidden: boolean) =>
  page.read(
    `(() => { Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} }); document.dispatchEvent(new Event('visibilitychange')); })()`,
  );
const typing = (page: Page) => page.read<string>("document.querySelector('#typing').textContent");
const says = (text: string) => `document.querySelector('#typing').textContent === ${JSON.stringify(text)}`;
const isolated = (name: string) => `\u2068${name}\u2069`;

beforeAll(async () => {
  server = await startServer({ AWAY_AFTER_S: "1" });
  [ada, grace] = [await visit("Ada"), await visit("Grace", { width: 390, height: 844, touch: true })];
});

afterEach(() => {
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("who writes is shown to others, not to themselves, until it is said", async () => {
  const place = "document.querySelector('#composer').getBoundingClientRect().top";
  const before = await grace.read<number>(place);
  await ada.fill("#composer textarea", "Is anybody");
  await grace.until(says(`${isolated("Ada")} is typing…`));
  expect([await typing(ada), await grace.read<number>(place)]).toEqual(["", before]);
  await ada.say("Is anybody there?");
  await grace.until("document.querySelector('#log > .message:last-child > div').textContent === 'Is anybody there?'");
  expect(await typing(grace)).toBe("");
});

test("what is taken back is not being written any more", async () => {
  await grace.fill("#composer textarea", "x");
  await ada.until(says(`${isolated("Grace")} is typing…`));
  await grace.press("Backspace");
  await ada.until(says(""));
});

test("two who write are named, more are several people", async () => {
  const [linus, miriam] = [await visit("Linus"), await visit("Miriam")];
  await ada.fill("#composer textarea", "I think");
  await grace.fill("#composer textarea", "And I");
  await linus.until(says(`${isolated("Ada")} and ${isolated("Grace")} are typing…`));
  await miriam.fill("#composer textarea", "Me too");
  await linus.until(says("several people are typing…"));
  await ada.until(says(`${isolated("Grace")} and ${isolated("Miriam")} are typing…`));
  for (const page of [linus, miriam]) page.close();
});

test("who leaves the page out of sight is away, and back when they look", async () => {
  await hide(grace, true);
  await ada.until("document.querySelector('#here .away bdi')?.textContent === 'Grace'");
  await hide(grace, false);
  await ada.until("document.querySelector('#here .away') === null");
});
