/** Long messages are folded and lose nothing by it; those that are too long are not sent. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let other: Person;
let page: Page;
let key: string;

const LONG = Array.from({ length: 60 }, (_, line) => `line ${line + 1}`).join("\n");

beforeAll(async () => {
  server = await startServer({ MESSAGE_LENGTH: "1000" });
  other = await register(server.url, "Other");
  key = await other.say(LONG);
  await other.say("a short one");
  page = await openPage(server.url, "Reader");
  await page.register("Reader");
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const text = () => `document.querySelector('#m-${key} > .long')`;
const isWhole = () => `${text()}.scrollHeight <= ${text()}.clientHeight + 1`;
const errorLine = "document.querySelector('#composer-error')";
const left = "document.querySelector('.characters-left')";

test("a long message shows its beginning, and all of it when asked, which stays so when the row changes", async () => {
  expect(await page.read<boolean>(isWhole())).toBeFalse();
  expect(await page.read<string>(`${text()}.innerText`)).toContain("line 60"); // to be copied, and found by the browser
  await page.read(`document.querySelector('#m-${key}').scrollIntoView({ block: 'start' })`);
  const top = `document.querySelector('#m-${key}').getBoundingClientRect().top`;
  const before = await page.read<number>(top);
  await page.read("document.querySelector('#messages').dispatchEvent(new Event('focusin'))"); // as going there does
  const part = "performance.getEntriesByType('resource').find(({ name }) => name.includes('/part-actions'))";
  await page.until(`import(${part}.name).then(() => true)`, "the script for it");
  await page.read(`document.querySelector('#m-${key} > .unfold > input').click()`);
  await page.until(isWhole(), "all of it");
  expect(await page.read<number>(top)).toBeCloseTo(before, 0); // one reads on where one was
  expect(await page.read<string>(`document.querySelector('#m-${key} > .unfold').innerText.trim()`)).toBe("Show less");

  const id = await page.read<string>(`document.querySelector('#m-${key}').dataset.id`);
  await other.ask(`/rooms/lobby/messages/${id}/reactions`, {
    method: "POST",
    body: new URLSearchParams({ emoji: "👍" }),
  });
  await page.until(`document.querySelector('#m-${key} > .reactions') !== null`, "the reaction");
  expect(await page.read<boolean>(isWhole())).toBeTrue();
  await page.read(`document.querySelector('#m-${key} > .unfold > input').click()`);
  await page.until(`!(${isWhole()})`, "folded again");
});

test("a message that somebody came for is whole, and without a script the rest can be shown, too", async () => {
  const id = await page.read<string>(`document.querySelector('#m-${key}').dataset.id`);
  await page.open(`/rooms/lobby/messages/${id}`);
  expect(await page.read<boolean>(isWhole())).toBeTrue();

  const plain = await openPage(server.url, "Reader", { script: false });
  await plain.open("/rooms/lobby");
  expect(await plain.read<boolean>(isWhole())).toBeFalse();
  await plain.read(`document.querySelector('#m-${key} > .unfold > input').click()`);
  expect(await plain.read<boolean>(isWhole())).toBeTrue();
  plain.close();
});

test("near the limit the composer counts, and what is too long is neither sent nor lost", async () => {
  await page.open("/rooms/lobby");
  await page.fill("#field", "x".repeat(890));
  expect(await page.read<boolean>(`(${left}?.hidden ?? true)`)).toBeTrue();
  await page.fill("#field", "x".repeat(950));
  await page.until(`${left}?.textContent === '50 left'`);
  await page.fill("#field", `${"x".repeat(998)}😀`);
  await page.until(`${left}.textContent === '1 left'`, "characters, as people count them");
  await page.fill("#field", "x".repeat(1_002));
  await page.until(`${left}.textContent === '2 too many'`);
  await page.press("Enter");
  await page.until(`${errorLine}.textContent === 'That is 1,002 characters. A message has at most 1,000.'`);
  expect(await page.pending()).toEqual([]);
  expect(await page.read<number>("document.querySelector('#field').value.length")).toBe(1_002);
  await page.fill("#field", "x".repeat(1_000));
  await page.until(`${errorLine}.hidden`);
  await page.press("Enter");
  await page.until(`document.querySelector('#field').value === '' && ${left}.hidden`, "sent");
  expect(page.complaints).toEqual([]);
});

test("what is pasted and sent at once is looked at, too", async () => {
  await page.open("/rooms/lobby");
  await page.read(`(() => { const field = document.querySelector("#field"); field.value = "y".repeat(1001);
    field.form.requestSubmit(); })() ?? true`);
  await page.until(`${errorLine}.textContent.startsWith('That is 1,001 characters.')`);
  expect(await page.pending()).toEqual([]);
});
