/** What is selected in the composer is formatted by keys and by buttons, and undone as what was typed. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  page = await openPage(server.url, "Writer");
  await page.register("Writer");
});

afterEach(() => expect(page.complaints).toEqual([]));

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const TEXT = "document.querySelector('#field').value";
const READY = "document.querySelector('#formatting fieldset').disabled === false";
const panel = "document.querySelector('#formatting')";
const select = (on: Page, start: number, end: number) =>
  on.read(`document.querySelector('#field').setSelectionRange(${start}, ${end})`);
const strike = (code: string, key: string, modifiers: number) =>
  page.cdp("Input.dispatchKeyEvent", { type: "keyDown", key, code, modifiers });
const CONTROL = 2;
const SHIFT = 8;

test("keys put marks around what is selected, and the undo of the browser takes them back", async () => {
  await page.fill("#field", "so good");
  await select(page, 3, 7);
  await page.until(READY, "the script");
  await strike("KeyB", "b", CONTROL);
  await page.until(`${TEXT} === 'so **good**'`);
  await strike("KeyI", "i", CONTROL);
  await page.until(`${TEXT} === 'so **_good_**'`);
  await strike("KeyI", "i", CONTROL);
  await page.until(`${TEXT} === 'so **good**'`);
  await page.read("document.execCommand('undo')");
  await page.until(`${TEXT} === 'so **_good_**'`, "undone");
  await page.fill("#field", "a\nb");
  await select(page, 0, 3);
  await strike("Digit9", "(", CONTROL | SHIFT);
  await page.until(`${TEXT} === '> a\\n> b'`);
});

test("the key of a link makes one of what is selected, and opens the switcher when nothing is", async () => {
  const switcher = "document.querySelector('#switcher')?.open === true";
  await page.fill("#field", "see here");
  await select(page, 4, 8);
  await strike("KeyK", "k", CONTROL);
  await page.until(`${TEXT} === 'see [here](https://)'`);
  expect(await page.read<boolean>(switcher)).toBeFalse();
  await page.view.type("https://a.example"); // over the address, which is selected
  await page.until(`${TEXT} === 'see [here](https://a.example)'`);
  await strike("KeyK", "k", CONTROL);
  await page.until(switcher);
  await page.press("Escape");
  await page.until(`!(${switcher}) && document.activeElement.id === "field"`);
});

test("Aa opens what marks do, and its buttons do it", async () => {
  await page.fill("#field", "so good");
  await select(page, 3, 7);
  await page.click("#formatting summary");
  await page.until(`${panel}.open && ${READY} && ${panel}.getAnimations({ subtree: true }).length === 0`);
  expect(await page.read<string>(`${panel}.innerText`)).toContain("**bold**");
  await page.click("[data-mark=code]");
  await page.until(`${TEXT} === 'so \`good\`' && !${panel}.open && document.activeElement.id === 'field'`);
  await page.click("#formatting summary");
  await page.until(`${panel}.open`);
  await page.press("Escape");
  await page.until(`!${panel}.open && document.activeElement.id === 'field'`);
  await page.fill("#field", "");
});

test("on a touch screen the buttons come with a selection and go with it", async () => {
  const phone = await openPage(server.url, "Thumb", { width: 390, height: 844, touch: true });
  await phone.register("Thumb");
  await phone.fill("#field", "so good");
  await select(phone, 3, 7);
  await phone.until(`${panel}.open && document.querySelector('[data-mark=bold]').checkVisibility()`);
  await phone.click("[data-mark=bold]");
  await phone.until(`${TEXT} === 'so **good**' && document.activeElement.id === 'field'`);
  await select(phone, 0, 0);
  await phone.until(`!${panel}.open`);
  expect(phone.complaints).toEqual([]);
  phone.close();
});
