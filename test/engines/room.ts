/**
 * A room in another engine than Chromium: what people do most, and what engines do differently. Run by `run.ts`, once for
 * each engine.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";

import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";
import { type Browser, ENGINES, openTab, type Tab } from "./engine.ts";

const engine = process.env.ENGINE === "webkit" ? "webkit" : "firefox";

/** More than two pages of messages, so that history is loaded twice on the way up. */
const HISTORY = 260;
/** So many messages come faster than the page is painted. */
const BURST = 40;
/** A row that moves further than this within one frame has jumped, in pixels. The wheel does not on a busy machine either. */
const JUMP = 2_000;

let server: TestServer;
let other: Person;
let browser: Browser;
let tab: Tab;

const LAST = "[...document.querySelectorAll('#log > .message')].at(-1)";
const textOf = (row: string) => `${row}?.querySelector(':scope > div')?.textContent`;
const lastIs = (text: string) => `${textOf(LAST)} === ${JSON.stringify(text)}`;
const FIELD = "document.querySelector('#field')";
const isOpen = (id: string) => `document.querySelector('#${id}').matches(':popover-open')`;
const OUTAGE = "document.querySelector('#outage').checkVisibility({ visibilityProperty: true })";
const IN_ROOM = "document.readyState === 'complete' && document.querySelector('#log') !== null";

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000", FLUSH_INTERVAL_MS: "5" });
  other = await register(server.url, "Gottfried");
  await other.say("Good evening");
  browser = await ENGINES[engine]();
  tab = await openTab(browser, server.url);
  await tab.register("Ada");
});

beforeEach(async () => {
  if (!(await tab.read<boolean>("location.pathname.startsWith('/rooms/lobby')"))) await tab.open("/rooms/lobby");
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Opens the menu of the last message with the mouse. */
async function openMenu(): Promise<void> {
  await tab.until("document.querySelector('#pending').children.length === 0");
  await tab.hover("#field"); // a mouse that is there already would not arrive
  await tab.hover("#log > .message:last-child > div");
  await tab.until("document.querySelector('#menu-button')?.hidden === false", "the menu's button");
  await tab.click("#menu-button");
  await tab.until("document.querySelector('#menu .actions') !== null", "the menu");
}

test("what is sent appears once, and what others send appears by itself", async () => {
  await tab.say("hello from here");
  await tab.until(lastIs("hello from here"));
  await tab.until("document.querySelector('#pending').children.length === 0");
  await other.say("hello from there");
  await tab.until(lastIs("hello from there"));
  expect(await tab.complaints()).toEqual([]);
});

test("a message is edited", async () => {
  await tab.say("a first versoin");
  await tab.until(lastIs("a first versoin"));
  await openMenu();
  await tab.click("#menu [data-act=edit]");
  await tab.until(`${FIELD}.value === 'a first versoin'`);
  await tab.say("a second version");
  await tab.until(lastIs("a second version"));
  await tab.until(`${FIELD}.value === ''`);
});

test("a message is answered", async () => {
  await other.say("a question");
  await tab.until(lastIs("a question"));
  await openMenu();
  await tab.click("#menu [data-act=reply]");
  await tab.until("document.querySelector('#composer-mode') !== null");
  await tab.say("an answer");
  await tab.until(lastIs("an answer"));
  expect(await tab.read<string>(`${LAST}.querySelector('.quote').textContent`)).toContain("a question");
});

test("after a reaction by mouse one types on, and a click takes the reaction back", async () => {
  await tab.fill("#field", "one ");
  await openMenu();
  await tab.click("#menu .react button");
  await tab.until(`${LAST}.querySelector('.reactions [aria-pressed=true]') !== null`);
  await tab.until(`!document.querySelector('#menu').open && document.activeElement === ${FIELD}`);
  await tab.type("two");
  expect(await tab.read<string>(`${FIELD}.value`)).toBe("one two");
  await tab.read(`${FIELD}.select()`);
  await tab.type(" ");
  await tab.click(`#log > .message:last-child .reactions button`);
  await tab.until(`${LAST}.querySelector('.reactions') === null`);
});

test("after a deletion by mouse one types on", async () => {
  await tab.say("not for long");
  await tab.until(lastIs("not for long"));
  await openMenu();
  await tab.click("#menu summary:not(.react *)");
  await tab.click("#menu .danger");
  await tab.until(`${LAST}.querySelector('.deleted') !== null`);
  await tab.until(`!document.querySelector('#menu').open && document.activeElement === ${FIELD}`);
  await tab.type("further");
  expect(await tab.read<string>(`${FIELD}.value`)).toBe("further");
  await tab.press("Enter");
  await tab.until(lastIs("further"));
});

test("a name is completed", async () => {
  await tab.fill("#field", "so says @Gott");
  await tab.until("document.querySelector('#names [aria-selected=true]')?.dataset.name === 'Gottfried'");
  await tab.press("Tab");
  await tab.until(`${FIELD}.value === 'so says @Gottfried '`);
  await tab.press("Enter");
  await tab.until(lastIs("so says @Gottfried"));
  expect(await tab.read<boolean>(`${LAST}.querySelector('.mention') !== null`)).toBeTrue();
});

test("the composer grows with its text, and shrinks when that is sent", async () => {
  const height = () => tab.read<number>(`${FIELD}.clientHeight`);
  const low = await height();
  await tab.read(
    `(() => { ${FIELD}.focus(); document.execCommand("insertText", false, "one\\ntwo\\nthree\\nfour"); return 0; })()`,
  );
  expect(await height()).toBeGreaterThan(low + 40);
  await tab.press("Enter");
  await tab.until(lastIs("one\ntwo\nthree\nfour"));
  expect(await height()).toBe(low);
});

test("a link to a message leads to it", async () => {
  const id = await tab.read<string>("document.querySelector('#log > .message').dataset.id");
  await tab.open(`/rooms/lobby/messages/${id}`);
  await tab.until(`document.querySelector('#log > [aria-current]')?.dataset.id === '${id}'`);
  expect(await tab.complaints()).toEqual([]);
  await tab.open("/rooms/lobby");
  await other.say(`as was said: ${server.url}/rooms/lobby/messages/${id}`);
  await tab.until(
    lastIs("as was said: Gottfried in Lobby"),
    "the link to have its name, which is shorter than its address",
  );
  await tab.click("#log > .message:last-child > div > a");
  await tab.until(`location.pathname === '/rooms/lobby/messages/${id}'`);
  await tab.open("/rooms/lobby");
});

test("two tabs show the same, once, and one that is hidden counts", async () => {
  const second = await openTab(browser, server.url);
  await second.open("/rooms/lobby");
  await second.say("from the second tab");
  await second.until(lastIs("from the second tab"));
  await other.say("seen by nobody yet");
  await second.until(lastIs("seen by nobody yet"));
  await second.close();
  await tab.activate();
  await tab.until(lastIs("seen by nobody yet"));
  const twice = `[...document.querySelectorAll('#log > .message > div')].filter((one) => one.textContent === 'from the second tab').length`;
  expect(await tab.read<number>(twice)).toBe(1);
});

test("a window that was hidden has everything when it is back", async () => {
  await tab.read(
    "window.seen = [], document.addEventListener('visibilitychange', () => seen.push(document.hidden)), 0",
  );
  await browser.hide(true);
  await waitFor(() => tab.read<boolean>("document.hidden"), "the window to be hidden");
  await other.say("meanwhile");
  await tab.until(lastIs("meanwhile"));
  await tab.until("document.title.startsWith('•')", "the dot in the title");
  await browser.hide(false);
  await tab.until("!document.hidden");
  await tab.say("back again");
  await tab.until(lastIs("back again"));
  expect(await tab.complaints()).toEqual([]);
});

test("messages in quick succession are all there, once and in order, also while the window is hidden", async () => {
  const texts = Array.from({ length: 3 * BURST }, (_, number) => `quickly ${number}`);
  const sayNext = async (from: number) => {
    for (const text of texts.slice(from, from + BURST)) await other.say(text);
  };
  const shows = (count: number) => tab.until(lastIs(`quickly ${count - 1}`));
  await sayNext(0);
  await Promise.all([sayNext(BURST), browser.hide(true)]);
  await tab.until("document.hidden");
  await shows(2 * BURST);
  await Promise.all([sayNext(2 * BURST), browser.hide(false)]);
  await shows(3 * BURST);
  const quick = "[...document.querySelectorAll('#log > .message > div')].map((one) => one.textContent)";
  expect((await tab.read<string[]>(quick)).filter((text) => text.startsWith("quickly"))).toEqual(texts);
  expect(await tab.complaints()).toEqual([]);
});

test("who scrolls back through older messages while the wheel turns is not thrown about", async () => {
  const text = "is long enough that it takes more than a single line on most of the screens that people have";
  await Promise.all(Array.from({ length: HISTORY }, (_, number) => other.say(`message ${number} ${text}`)));
  await tab.open("/rooms/lobby");
  await tab.until(`document.querySelectorAll('#log > .message').length >= 50`);
  await tab.read(WATCH_SCROLLING);
  const deadline = performance.now() + 60_000;
  while ((await tab.read<number>("document.querySelectorAll('#log > .message').length")) < 240) {
    await browser.wheel(-20);
    if (performance.now() > deadline) throw new Error("the wheel never brought older messages");
  }
  const moves = await tab.read<number[]>("window.moves");
  if (process.env.FIGURES) console.log(moves.join(" "));
  expect(moves.length).toBeGreaterThan(10);
  expect(Math.max(...moves.map(Math.abs)), `in pixels a frame: ${moves.join(" ")}`).toBeLessThan(JUMP);
  await browser.wheel(-5);
  expect(await tab.complaints()).toEqual([]);
});

/** Notes in every frame how far a row moved that could be seen in the frame before. */
const WATCH_SCROLLING = `(() => {
  const scroller = document.querySelector("#messages");
  window.moves = [];
  let row, top;
  const look = () => {
    if (row?.isConnected) {
      const move = Math.round(row.getBoundingClientRect().bottom - top);
      if (move !== 0) moves.push(move);
    }
    const frame = scroller.getBoundingClientRect();
    const x = frame.left + frame.width / 2;
    row = document.elementFromPoint(x, frame.top + frame.height / 2)?.closest("#log > .message");
    top = row?.getBoundingClientRect().bottom;
    requestAnimationFrame(look);
  };
  look();
  return 0;
})()`;

test("a row at the top that loses its head to older ones of its author moves nothing below it", async () => {
  await tab.open("/rooms/lobby");
  const [id, top] = await tab.read<[string, number]>(`(() => {
    const scroller = document.querySelector("#messages");
    const rows = [...document.querySelectorAll("#log > .message")];
    scroller.scrollTop += rows[0].getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    return [rows[3].id, rows[3].getBoundingClientRect().top];
  })()`);
  const count = "document.querySelectorAll('#log > .message').length";
  const before = await tab.read<number>(count);
  await tab.until(`${count} > ${before}`, "older messages");
  const now = await tab.read<number>(`document.getElementById("${id}").getBoundingClientRect().top`);
  expect(Math.abs(now - top)).toBeLessThan(2);
});

test("a server that is killed and comes back loses nothing", async () => {
  await tab.open("/rooms/lobby");
  await tab.say("before");
  await tab.until(lastIs("before"));
  await server.stop("SIGKILL");
  await tab.say("written meanwhile");
  await tab.until("document.querySelector('#pending').textContent.includes('written meanwhile')");
  await tab.until(OUTAGE, "the outage to be said");
  await server.restart();
  await tab.until(lastIs("written meanwhile"), undefined, 60_000);
  await other.say("after");
  await tab.until(lastIs("after"));
  await tab.until(`!${OUTAGE}`);
});

test("without a server there is the offline page, and the way back", async () => {
  await tab.open("/rooms/lobby");
  await tab.until("navigator.serviceWorker.controller !== null", "the service worker");
  await server.stop();
  await tab.open("/rooms/lobby?again").catch(() => undefined);
  await tab.until("document.querySelector('h1')?.textContent === 'No connection'");
  await server.restart();
  await tab.click(".button");
  await tab.until(IN_ROOM);
});

test("on a phone search, drawer and card open and close, and the card is only as high as it must be", async () => {
  await tab.resize(390, 844);
  await tab.open("/rooms/lobby");
  await tab.until("innerWidth <= 760", "a narrow window");
  for (const id of ["search", "sidebar"]) {
    await tab.click(`.bar [popovertarget=${id}]`);
    await tab.until(isOpen(id));
    await tab.click(`#${id} [popovertargetaction=hide]`);
    await tab.until(`!${isOpen(id)}`);
  }
  await tab.say("on a phone");
  await tab.until(lastIs("on a phone")); // a row that comes later would move what is clicked
  await other.say("who are you?");
  await tab.until(lastIs("who are you?"));
  await tab.click("#log > .message:last-child > p > bdi");
  await tab.until(`${isOpen("card")} && document.querySelector('#profile').children.length > 0`);
  expect(await tab.read<number>("document.querySelector('#card').offsetHeight / innerHeight")).toBeLessThan(0.6);
  await tab.click("#card [popovertargetaction=hide]");
  await tab.until(`!${isOpen("card")}`);
  expect(await tab.complaints()).toEqual([]);
});
