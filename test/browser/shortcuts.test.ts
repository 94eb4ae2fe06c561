/** Without a mouse: the list of shortcuts, the way past the side, and who somebody is. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, enterLog, openPage, type Page } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let page: Page;

const isOpen = "document.querySelector('#shortcuts').matches(':popover-open')";
/** A key that writes a character, as typing it does; `type` would only put the character there. */
const strike = async (key: string) => {
  await page.cdp("Input.dispatchKeyEvent", { type: "keyDown", key, text: key });
  await page.cdp("Input.dispatchKeyEvent", { type: "keyUp", key });
};
const focused = () => page.read<string>("document.activeElement.id || document.activeElement.className");

beforeAll(async () => {
  server = await startServer();
  const other = await register(server.url, "Other");
  await other.say("Good evening");
  page = await openPage(server.url, "Keys");
  await page.register("Keys");
});

afterEach(() => expect(page.complaints).toEqual([]));

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("? opens the list of shortcuts, Escape closes it, and one is back where one was", async () => {
  await page.read("document.querySelector('#messages').focus()");
  await strike("?");
  await page.until(isOpen);
  expect(await focused()).toBe("shortcuts");
  expect(await page.read<string>("document.querySelector('#shortcuts dd').textContent")).toBe("Send");
  await page.press("Escape");
  await page.until(`!${isOpen}`);
  expect(await focused()).toBe("messages");
});

test("who writes a question mark gets a question mark, and who clicks gets the list", async () => {
  await page.fill("#field", "Is it you");
  await strike("?");
  expect(await page.read<string>("document.querySelector('#field').value")).toBe("Is it you?");
  expect(await page.read<boolean>(isOpen)).toBeFalse();
  await page.click("[popovertarget=me-menu]");
  await page.click("[popovertarget=shortcuts]");
  await page.until(isOpen);
  await page.press("Escape");
});

test("the search opens with a key, and is left with another", async () => {
  const searching = "document.querySelector('#search').matches(':popover-open')";
  await page.read("document.querySelector('#messages').focus()");
  await strike("/");
  await page.until(`${searching} && document.querySelector('#search .zone') === null`, "the search, with its script");
  expect(await page.read<string>("document.activeElement.value")).toBe("");
  await page.press("Escape");
  await page.until(`!${searching}`);
});

test("the first stop leads past the side to the message field", async () => {
  await page.open("/rooms/lobby");
  await page.read("document.querySelector('.wordmark').focus()");
  await page.view.press("Tab", { modifiers: ["Shift"] });
  expect(await focused()).toBe("skip");
  await page.press("Enter");
  await page.until("document.activeElement.id === 'field'");
  expect(await page.read<string>("location.pathname")).toBe("/rooms/lobby");
});

test("from a message the keyboard reaches the card of who wrote it", async () => {
  await enterLog(page);
  await page.press("Enter");
  await page.until(`document.querySelector("#menu [href^='/people/']") !== null`);
  await page.read(`document.querySelector("#menu [href^='/people/']").focus()`);
  await page.press("Enter");
  await page.until("document.querySelector('#card:popover-open h2')?.textContent === 'Other'");
  await page.press("Escape");
  await page.until("document.activeElement.classList.contains('message')");
});
