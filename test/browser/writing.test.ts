/** Writing on every keyboard: touch keyboards, other layouts, input methods, undo, and engines that lack something. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openMenu, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let other: Person;
let pages: Page[] = [];

const open = async (person: string, options?: PageOptions) => {
  const page = await openPage(server.url, person, options);
  pages.push(page);
  return page;
};
const visit = async (person: string, options?: PageOptions) => {
  const page = await open(person, options);
  await page.register(person);
  return page;
};
const PHONE = { width: 390, height: 844, touch: true };
const TEXT = "document.querySelector('#field').value";
const LAST = "[...document.querySelectorAll('#log > .message')].at(-1)";
const lastIs = (text: string) => `${LAST}?.querySelector(':scope > div').textContent === ${JSON.stringify(text)}`;
/** Runs a script in every page before its own. */
const before = (page: Page, source: string) => page.cdp("Page.addScriptToEvaluateOnNewDocument", { source });
/** A character as a keyboard types it. */
const strike = async (page: Page, text: string) => {
  await page.cdp("Input.dispatchKeyEvent", { type: "keyDown", key: text, text });
  await page.cdp("Input.dispatchKeyEvent", { type: "keyUp", key: text });
};

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  other = await register(server.url, "Gottfried");
  await other.say("Good evening");
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

test("on a touch keyboard Enter breaks the line, and the button sends", async () => {
  const page = await visit("Thumbs", PHONE);
  await page.fill("#field", "one");
  await page.press("Enter");
  await page.view.type("two");
  expect(await page.read<string>(TEXT)).toBe("one\ntwo");
  await page.click("#composer .send");
  await page.until(lastIs("one\ntwo"));
});

const LAYOUTS = [
  ["Cyrillic", "л", "KeyK"],
  ["Greek", "κ", "KeyK"],
  ["Hebrew", "ל", "KeyK"],
  ["Arabic", "ن", "KeyK"],
  ["Latin", "k", "KeyK"],
  ["Dvorak", "k", "KeyV"],
] as const;

test("shortcuts work on every layout, and only those that were pressed", async () => {
  const page = await visit("Layouts");
  const isOpen = "document.querySelector('#switcher')?.open === true";
  const press = (init: object) =>
    page.read<boolean>(
      `!document.querySelector('#field').dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...${JSON.stringify(init)} }))`,
    );
  for (const [layout, key, code] of LAYOUTS) {
    expect([layout, await press({ key, code, ctrlKey: true })]).toEqual([layout, true]);
    await page.until(isOpen);
    await page.read("document.querySelector('#switcher').close()");
  }
  expect(await press({ key: "л", code: "KeyK", ctrlKey: true, altKey: true })).toBeFalse(); // AltGr
  expect(await press({ key: "t", code: "KeyK", ctrlKey: true })).toBeFalse(); // Dvorak has t there
  expect(await press({ key: "л", code: "KeyK" })).toBeFalse();
  await page.read("document.querySelector('#messages').focus()");
  await page.read(
    "document.querySelector('#messages').dispatchEvent(new KeyboardEvent('keydown', { key: '؟', code: 'Slash', shiftKey: true, bubbles: true }))",
  );
  await page.until("document.querySelector('#shortcuts').matches(':popover-open')");
});

test("the Enter that ends a composition neither sends nor takes a name, in Safari either", async () => {
  const page = await visit("Kana");
  await page.fill("#field", "こんにちは");
  const enter = (init: string) =>
    page.read<boolean>(
      `document.querySelector('#field').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ${init} }))`,
    );
  for (const init of ["isComposing: true", "keyCode: 229"]) expect(await enter(init)).toBeTrue();
  await page.fill("#field", "@Got");
  await page.until("!document.querySelector('#names').hidden");
  for (const init of ["isComposing: true", "keyCode: 229"]) expect(await enter(init)).toBeTrue();
  expect(await page.read<string>(TEXT)).toBe("@Got");
  expect(await enter("keyCode: 13")).toBeFalse();
  expect(await page.read<string>(TEXT)).toBe("@Gottfried ");
});

test("undo takes a chosen name back, and then what was typed", async () => {
  const page = await visit("Undoer");
  const undo = () => page.read("document.execCommand('undo')");
  await page.fill("#field", "Ask ");
  await page.view.type("@Got");
  await page.until("!document.querySelector('#names').hidden");
  await page.press("Tab");
  await page.until(`${TEXT} === 'Ask @Gottfried '`);
  await undo();
  expect(await page.read<string>(TEXT)).toBe("Ask @Got");
  await undo();
  expect((await page.read<string>(TEXT)).length).toBeLessThan("Ask @Got".length);
});

test("after a reaction by mouse one types on", async () => {
  const page = await visit("Typist");
  await page.click("#field");
  await strike(page, "a");
  await openMenu(page);
  await page.click("#menu [value='👍']");
  await page.until(`!document.querySelector('#menu').open && ${LAST}.querySelector('.reactions') !== null`);
  await page.read("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"); // the dialog says that it closed
  await strike(page, "b");
  expect(await page.read<string>(TEXT)).toBe("ab");
});

test("the first long press on a fresh page opens the menu", async () => {
  const page = await open("Presser", PHONE);
  // On a screen that is not known for touch the script is loaded by the press.
  await before(
    page,
    "const real = matchMedia; window.matchMedia = (query) => real(query.replace('(pointer: coarse)', 'not all'));",
  );
  await page.register("Presser");
  const [x, y] = await page.read<[number, number]>(
    `(() => { const { x, y } = ${LAST}.querySelector(':scope > div').getBoundingClientRect(); return [x + 4, y + 8]; })()`,
  );
  const loaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/part-actions-'))";
  expect(await page.read<boolean>(loaded)).toBeFalse();
  await page.cdp("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  await page.until("document.querySelector('#menu .actions') !== null", "the menu");
  await page.cdp("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  expect(await page.read<boolean>("document.querySelector('#menu').open")).toBeTrue();
});

for (const [lack, source] of [
  [
    "constructed style sheets",
    "window.CSSStyleSheet = class { constructor() { throw new TypeError('Illegal constructor'); } };",
  ],
  ["adopted style sheets", "delete Document.prototype.adoptedStyleSheets;"],
] as const) {
  test(`without ${lack} everything works, and one's own rows look as ever`, async () => {
    const page = await open(`Lacking-${lack.split(" ")[0]}`);
    await before(page, source);
    await page.register(`Lacking-${lack.split(" ")[0]}`);
    await page.say(`without ${lack}`);
    await page.until(lastIs(`without ${lack}`));
    const colour = (row: string) => page.read<string>(`getComputedStyle(${row}.querySelector('p > bdi')).color`);
    expect(await colour(LAST)).not.toBe(await colour("document.querySelector('#log > .message')"));
  });
}

test("without field-sizing the composer grows with its text, and shrinks when it is sent", async () => {
  const page = await open("Growing");
  await before(
    page,
    `CSS.supports = () => false;
     addEventListener("DOMContentLoaded", () => { const field = document.querySelector("#field"); if (field) field.style.fieldSizing = "fixed"; });`,
  );
  await page.register("Growing");
  const height = () => page.read<number>("document.querySelector('#field').clientHeight");
  const low = await height();
  await page.fill("#field", "one\ntwo\nthree\nfour");
  await page.until(`document.querySelector('#field').clientHeight > ${low + 50}`, "higher"); // the script for it comes later
  await page.press("Enter");
  await page.until(lastIs("one\ntwo\nthree\nfour"));
  expect(await height()).toBe(low);
});

test("what opens a popover belongs to no form, and each that covers a phone has a button to close it", async () => {
  const page = await visit("Popovers", PHONE);
  await page.read(`${LAST}.querySelector("p > bdi").click()`);
  await page.until("document.querySelector('#card').matches(':popover-open')");
  expect(
    await page.read<string[]>(
      "[...document.querySelectorAll('[popovertarget]')].filter(({ form }) => form).map(({ outerHTML }) => outerHTML)",
    ),
  ).toEqual([]);
  await page.click("#card .close");
  await page.until("!document.querySelector('#card').matches(':popover-open')");
  for (const id of ["sidebar", "search"]) {
    await page.click(`.bar [popovertarget=${id}]`);
    await page.until(`document.querySelector('#${id}').matches(':popover-open')`);
    await page.click(`#${id} [popovertarget=${id}]`);
    await page.until(`!document.querySelector('#${id}').matches(':popover-open')`);
  }
});
