/** What is gone leaves an open page without moving what its reader looks at. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { DAY } from "../../src/rooms/retention.ts";
import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { openMovableClock } from "../support/clock.ts";
import { addMessages, change, query } from "../support/database.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const HOUR = 3_600_000;
/** Messages, one an hour until now. */
const HISTORY = 100;
/** For so many days they are kept, once that is chosen. */
const KEPT = 5;

const clock = openMovableClock();
let server: TestServer;
let page: Page;

const ids = () =>
  page.read<number[]>("[...document.querySelectorAll('#log > [data-id]')].map((row) => +row.dataset.id)");
const rowOf = (id: number) => `document.querySelector('#log > [data-id="${id}"]')`;
const topOf = (id: number) => page.read<number>(`Math.round(${rowOf(id)}.getBoundingClientRect().top)`);
const line = () => page.read<string>("document.querySelector('#retention').textContent");
const days = () => page.read<string[]>("[...document.querySelectorAll('#log > .day')].map((day) => day.dataset.day)");

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", ...clock.environment });
  page = await openPage(server.url, "Host");
  await page.register("Host");
  page.expectOutage(true);
  await betweenRuns(server, (folder) => {
    addMessages(
      folder,
      Array.from({ length: HISTORY }, (_, index) => ({ room: 1, body: `message ${index + 1}` })),
    );
    change(folder, "UPDATE messages SET created_at = created_at - (100 - id) * 3600000");
    change(folder, "UPDATE messages SET reply_to = 80 WHERE id = 100");
    change(folder, "UPDATE users SET admin = 1, read_from = 100");
  });
  await page.open("/rooms/lobby");
  page.expectOutage(false);
});

afterAll(async () => {
  page.close();
  closeBrowser();
  await server[Symbol.asyncDispose]();
  clock[Symbol.dispose]();
});

/** Submits one of the forms about what is kept, as the page does without a script. */
const send = (path: string, fields: Record<string, string>) =>
  page.read<number>(
    `fetch(${JSON.stringify(path)}, { method: "POST", body: new URLSearchParams(${JSON.stringify(fields)}) }).then(({ status }) => status)`,
  );

/** Lets the time pass for which a message is kept, and all before it. */
async function removeUpTo(id: number) {
  await send("/admin/retention", { days: String(KEPT), fileDays: "" });
  const [said] = query<{ at: number }>(server.folder, "SELECT created_at AS at FROM messages WHERE id = ?", id);
  clock.move((said?.at ?? 0) + HOUR / 2 + KEPT * DAY - clock.now());
  await send("/rooms/lobby/empty", { hour: "02:00" }); // any change of what is kept is looked after at once
  await send("/rooms/lobby/empty", { hour: "" });
}

test("an open page says what is to happen, until it is called off", async () => {
  expect(await line()).toBe("");
  await send("/rooms/lobby/empty", { hour: "02:00" });
  await page.until(
    "document.querySelector('#retention').textContent.startsWith('Everything here will be deleted at 02:00')",
  );
  expect(await page.read<boolean>("document.querySelector('#retention').offsetHeight > 20")).toBe(true);
  await send("/rooms/lobby/empty", { hour: "" });
  await page.until("document.querySelector('#retention').textContent === ''");
  expect(await page.read<number>("document.querySelector('#retention').offsetHeight")).toBe(0);
});

test("rows that are gone leave, and what a reader further up looks at stays where it is", async () => {
  await page.until(`(document.querySelector("#messages").scrollTop = -1e6, ${rowOf(1)} !== null)`, "the whole history");
  await page.read(`${rowOf(60)}.scrollIntoView({ block: "center" })`);
  const [top, before] = [await topOf(60), await days()];
  await removeUpTo(40);
  await page.until(`${rowOf(40)} === null`, "the rows to leave");
  expect((await ids())[0]).toBe(41);
  expect(await topOf(60)).toBe(top);
  expect(await page.read<string>("document.querySelector('#older .began').textContent")).toBe(
    "What was said before is gone.",
  );
  expect((await days()).length).toBeLessThan(before.length);
  expect(await page.read<string>(`${rowOf(41)}.previousElementSibling.className`)).toBe("day");
});

test("what the reader looks at goes, too, and the page shows what comes after it", async () => {
  await removeUpTo(70);
  await page.until(`${rowOf(70)} === null`, "the rows to leave");
  expect(await ids()).toEqual(Array.from({ length: 30 }, (_, index) => 71 + index));
  expect(await page.read<string>(`${rowOf(71)}.previousElementSibling.className`)).toBe("day");
});

test("a quote and an address of what is gone say so", async () => {
  await page.read(`(document.querySelector("#messages").scrollTop = 0)`);
  await page.open("/rooms/lobby");
  await page.until(`${rowOf(100)}.querySelector(".quote")?.textContent.includes("message 80")`, "the quote");
  await removeUpTo(80);
  await page.until(
    `${rowOf(100)}.querySelector(".quote").textContent === "a message that is gone"`,
    "the quote to say so",
  );
  await page.open("/rooms/lobby/messages/80");
  await page.until("document.body.textContent.includes('What was said then is not kept any more.')");
  await page.open("/rooms/lobby");
});

test("a room that is emptied while one is in it shows its beginning, and goes on", async () => {
  await removeUpTo(HISTORY);
  await page.until("document.querySelectorAll('#log > [data-id]').length === 0", "an empty log");
  expect(await days()).toEqual([]);
  await page.say("a new evening");
  await page.until("document.querySelectorAll('#log > [data-id]').length === 1", "what was said");
  expect(page.complaints.filter((complaint) => !complaint.includes("404"))).toEqual([]);
});
