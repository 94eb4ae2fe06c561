/** Rows that come faster than the browser paints them: in this page the test says when that has painted, and when pauses end. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let ada: Page;
let other: Person;

/** What painting takes here, and the pause after it, in ms. */
const TAKEN = 60;
const PAUSE = 140;

/**
 * Keeps frames and the end of pauses in hand, and stops the clock. Counts the frames of rows that have come, and those
 * that went into the page.
 */
const TAKE_CONTROL = `(() => {
  const { setTimeout } = window;
  window.come = window.shown = 0;
  performance.now = () => window.clock ?? 0;
  window.requestAnimationFrame = (work) => void (window.nextFrame = work);
  window.setTimeout = (work, ms) => ms === ${PAUSE} ? void (window.endPause = work) : setTimeout(work, ms);
  const isRows = ({ detail }) => detail.message.data.startsWith("<");
  const live = document.querySelector("#live");
  live.addEventListener("htmx:ws:before:message:incoming", (event) => isRows(event) && window.come++);
  live.addEventListener("htmx:ws:after:message:incoming", (event) => isRows(event) && window.shown++);
})()`;

const HIDE = `(() => {
  Object.defineProperty(document, "hidden", { configurable: true, value: true });
  document.dispatchEvent(new Event("visibilitychange"));
})()`;

const come = (count: number) => ada.until(`window.come === ${count}`);
const shows = (text: string) =>
  ada.until(`document.querySelector("#log > :last-child > div")?.textContent === "${text}"`);

/** The browser has painted what is in the page, and the pause begins. */
async function paint() {
  await ada.read(`(window.clock = ${TAKEN}, nextFrame())`);
  await ada.until("window.endPause !== undefined", "a pause");
  await ada.read("window.clock = 0");
}

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000" });
  other = await register(server.url, "Other");
});

beforeEach(async () => {
  ada = await openPage(server.url, "ada");
  await ada.register(`Ada${Bun.randomUUIDv7().slice(-8)}`);
  await ada.until("document.querySelector('#here li') !== null", "the connection");
  await ada.read(TAKE_CONTROL);
});

afterEach(() => {
  const { complaints } = ada;
  ada.close();
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("the first rows after a quiet time are shown at once, those that come on their heels together", async () => {
  await other.say("first");
  await shows("first");
  await other.say("painted with it");
  await shows("painted with it");
  await paint();
  await other.say("early");
  await come(3);
  expect((await ada.texts()).at(-1)).toBe("painted with it");
  await ada.say("mine");
  await ada.until("!Object.keys(localStorage).some((name) => name.includes('outbox/'))", "it is accepted");
  await other.say("late");
  expect((await ada.texts()).at(-1)).toBe("painted with it");
  expect(await ada.pending()).toEqual(["mine"]);
  await ada.read("endPause()");
  await shows("late");
  expect((await ada.texts()).slice(-5)).toEqual(["first", "painted with it", "early", "mine", "late"]);
  expect(await ada.pending()).toEqual([]);
});

test("what waits when the connection is replaced comes over the new one, once", async () => {
  await other.say("before");
  await shows("before");
  await paint();
  await other.say("waiting");
  await come(2);
  await ada.read("dispatchEvent(new Event('online'))");
  await come(3);
  await other.say("after");
  await ada.read("endPause()");
  await shows("after");
  expect((await ada.texts()).slice(-3)).toEqual(["before", "waiting", "after"]);
  expect(await ada.read<number>("shown")).toBe(3);
});

test("in a hidden tab, which is not painted, no row waits", async () => {
  await other.say("seen");
  await shows("seen");
  await paint();
  await other.say("waiting");
  await come(2);
  expect((await ada.texts()).at(-1)).toBe("seen");
  await ada.read(HIDE);
  await shows("waiting");
  await other.say("unseen");
  await shows("unseen");
});
