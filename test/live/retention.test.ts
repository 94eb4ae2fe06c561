/** What is gone leaves every page: open ones at once, and those that were away when they come back. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { writePlaceRetention } from "../../src/rooms/retention.store.ts";
import { DAY } from "../../src/rooms/retention.ts";
import { openMovableClock } from "../support/clock.ts";
import { change, openToChange, query } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { openReader, readPage } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const MINUTE = 60_000;

const clock = openMovableClock();
let server: TestServer;
let host: Person;
let ada: Person;

beforeAll(async () => {
  const limits = { FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000", CATCH_UP_ROWS: "20" };
  server = await startServer({ ...limits, ...clock.environment });
  host = await register(server.url, "Host");
  ada = await register(server.url, "Ada");
  await betweenRuns(server, (folder) => {
    change(folder, "UPDATE users SET admin = 1 WHERE username = 'Host'");
    using db = openToChange(folder);
    writePlaceRetention(db, "messages", { days: 1, was: null, from: 0 });
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  clock[Symbol.dispose]();
});

const plan = (hour: string) => host.ask("/admin/empty", { method: "POST", body: new URLSearchParams({ hour }) });

/** Lets two minutes pass; returns the time between what was said before and what will be said. */
function pause(): number {
  clock.move(2 * MINUTE);
  return clock.now() - MINUTE;
}

/** Lets the day pass for which everything is kept, for what was said before a time. */
async function removeBefore(time: number) {
  clock.move(time + DAY - clock.now());
  await plan("02:00"); // any change of what is kept is looked after at once
  await plan("");
}

const newest = () => query<{ id: number }>(server.folder, "SELECT max(id) AS id FROM messages")[0]?.id ?? 0;
const left = (id: number) => query(server.folder, "SELECT 1 FROM messages WHERE id <= ?", id).length;

test("an open page loses what is gone, and nothing else", async () => {
  for (const text of ["one", "two"]) await ada.say(text);
  const time = pause();
  await ada.say("three");
  const reader = await openReader(server.url, host);
  expect(reader.rows().at(-1)?.continues).toBe(true);
  await removeBefore(time);
  await reader.until(() => reader.rows().length === 1, "the rows to leave");
  expect(reader.texts()).toEqual(["three"]);
  const [row] = reader.rows();
  await reader.until(() => reader.rows()[0]?.continues === false, "the first row to have its author above it");
  expect(reader.rows()[0]?.id).toBe(row?.id ?? 0);
  reader.close();
});

test("a page that was away loses it when it comes back, and hears what else it missed", async () => {
  for (const text of ["four", "five"]) await ada.say(text);
  const reader = await openReader(server.url, host);
  const { length } = reader.rows();
  reader.close();
  const [last, time] = [newest(), pause()];
  await ada.say("six");
  await removeBefore(time);
  await reader.until(() => left(last) === 0, "all to be gone");
  expect(reader.rows()).toHaveLength(length);
  await reader.reconnect();
  await reader.until(() => reader.texts().join() === "six", "only what is left");
  reader.close();
});

test("a page that was away for long, and so is sent the latest, loses it as well", async () => {
  await ada.say("seven");
  const reader = await openReader(server.url, host);
  reader.close();
  for (let index = 0; index < 10; index++) await ada.say(`more ${index}`);
  const [last, time] = [newest(), pause()];
  for (let index = 10; index < 60; index++) await ada.say(`more ${index}`);
  await removeBefore(time);
  await reader.until(() => left(last) === 0, "them to be gone");
  await reader.reconnect();
  await reader.until(() => reader.notes().some(({ target }) => target === "#log"), "the latest page");
  await reader.until(
    () => reader.notes().some(({ gone }) => gone === last),
    "what is gone, since it may keep its list",
  );
  expect(reader.texts()[0]).toBe("more 10");
  reader.close();
});

test("a page that missed nothing of it is not told again", async () => {
  const reader = await openReader(server.url, host);
  await ada.say("after all");
  await reader.until(() => reader.texts().at(-1) === "after all", "the message");
  expect(reader.notes().filter(({ gone }) => gone !== undefined)).toEqual([]);
  reader.close();
});

test("what was unread and is gone is not unread any more", async () => {
  await ada.say("@Host look");
  const lists = async () => (await host.ask("/rooms/lobby/sidebar")).text();
  await host.ask("/rooms", { method: "POST", body: new URLSearchParams({ name: "Garden", kind: "open", topic: "" }) });
  const reader = await openReader(server.url, host, { room: "garden" });
  const unread = () => reader.notes().flatMap(({ unread }) => (unread ? [JSON.stringify(unread)] : []));
  reader.tell("unread");
  await reader.until(() => unread().some((rooms) => rooms.includes("[1,1,")), "one message for the reader");
  await removeBefore(pause());
  await reader.until(() => unread().at(-1) === "[]", "nothing to be unread");
  expect(await lists()).not.toContain("look");
  reader.close();
});

test("open pages show at once what is kept from now on", async () => {
  const reader = await openReader(server.url, ada);
  await plan("02:00");
  await reader.until(() => reader.notes().some(({ sidebar }) => sidebar === true), "the word to fetch it");
  expect(await (await ada.ask("/rooms/lobby/sidebar")).text()).toContain("Everything here will be deleted at 02:00");
  await plan("");
  reader.close();
});

test("whoever comes to an emptied room finds its beginning, and what is said next", async () => {
  await removeBefore(pause());
  await ada.say("a new evening");
  const { rows, html } = await readPage(host);
  expect(rows.map(({ text }) => text)).toEqual(["a new evening"]);
  expect(html).toContain("What was said before is gone.");
});
