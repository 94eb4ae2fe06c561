/** Marked text in a real browser: code that can be read and copied, whatever its length. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

const LONG = `const long = "${"long ".repeat(80)}";\n\tindented`;

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ ALLOWED_HOSTS: "phone.test" });
  ada = await register(server.url, "Ada");
  await ada.say(`Look:\n\`\`\`js\n${LONG}\n\`\`\`\n**that** is it`);
  await ada.say("```\nsecond\n```");
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const code = "document.querySelector('#log pre code')";
const label = "document.querySelector('#copy').getAttribute('aria-label')";
const last = (page: Page) =>
  page.read<string>("document.querySelector('#log > .message:last-of-type > div').textContent");

test("long lines of code scroll in their block, from the keyboard too, and are copied whole", async () => {
  const page = await openPage(server.url, "grace", { width: 390, height: 844, touch: true });
  await page.register("Grace");
  await page.until(`${code} !== null`);
  expect(await page.read<boolean>(`${code}.scrollWidth > ${code}.clientWidth`)).toBeTrue();
  expect(await page.read<number>("document.querySelector('#messages').scrollWidth")).toBeLessThanOrEqual(390);

  await page.read(`navigator.clipboard.writeText = async (text) => { window.copied = text; }`);
  await page.read(`${code}.focus()`);
  await page.press("ArrowRight");
  await page.until(`${code}.scrollLeft > 0`, "scrolling by key");
  await page.until("document.querySelector('pre #copy') !== null", "the button is there");
  await page.press("Tab");
  await page.until(`document.activeElement.matches('#copy') && ${label} === 'Copy'`, "the button has the focus");
  await page.press("Enter");
  await page.until(`${label} === 'Copied'`);
  expect(await page.read<string>("copied")).toBe(LONG);
  expect((await page.texts())[0]).toBe(`Look:${LONG}that is it`); // the button adds nothing to the text
  await page.click("#log > .message:last-of-type pre");
  await page.click("#log > .message:last-of-type #copy");
  await page.until("copied === 'second'", "what is pointed at is copied");
  expect(page.complaints).toEqual([]);
  page.close();
});

test("over plain http, where scripts have no clipboard, code is copied as well", async () => {
  const page = await openPage(server.url, "phone.test", { width: 390, height: 844, touch: true });
  await page.register("Pocket");
  await page.until(`${code} !== null`);
  await page.read(`${code}.focus()`);
  await page.click("#log > .message:last-of-type pre");
  await page.until("!isSecureContext && document.querySelector('pre #copy') !== null", "the button is there");
  await page.click("#log > .message:last-of-type #copy");
  await page.until(`${label} === 'Copied'`);
  page.close();
});

test("what is written in Markdown comes out marked, and a plain line as it was typed", async () => {
  const page = await openPage(server.url, "linus");
  await page.register("Linus");
  await page.say("- **one**");
  await page.until("document.querySelector('#log > .message:last-of-type li strong')?.textContent === 'one'");
  await page.say("# 2*3*4 is <b>24</b>");
  await page.until("document.querySelector('#log > .message:last-of-type > div')?.textContent.startsWith('#')");
  expect(await last(page)).toBe("# 2*3*4 is <b>24</b>");
  expect(page.complaints).toEqual([]);
  page.close();
});
