/** The link to give away is copied and shared, over plain http too; where it would lead nowhere, the way to one is shown. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { addressesInNetwork } from "../../src/lib/addresses.ts";
import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { spawnCommand } from "../support/command.ts";
import { SHARE, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let everywhere: TestServer;
let here: TestServer;

beforeAll(async () => {
  [everywhere, here] = await Promise.all([startServer({ HOST: "0.0.0.0" }), startServer()]);
});

afterAll(async () => {
  closeBrowser();
  await Promise.all([everywhere[Symbol.asyncDispose](), here[Symbol.asyncDispose]()]);
});

const PHONE = { width: 390, height: 844, touch: true };

/** Presses a button that copies, and waits until it says that it has. */
async function copy(page: Page, button: string) {
  await page.click(button);
  await page.until(`document.querySelector('${button}').textContent === 'Copied'`);
}

/** Pastes into a field of the page, as people do. */
async function pasted(page: Page): Promise<string> {
  await page.read(
    "document.querySelector('main').insertAdjacentHTML('afterbegin', '<textarea id=paste></textarea>') ?? true",
  );
  await page.read("document.querySelector('#paste').focus() ?? true");
  await page.cdp("Input.dispatchKeyEvent", {
    type: "keyDown",
    key: "v",
    code: "KeyV",
    modifiers: 2,
    commands: ["paste"],
  });
  await page.until("document.querySelector('#paste').value !== ''", "something to be pasted");
  return page.read("document.querySelector('#paste').value");
}

const [address] = addressesInNetwork();

test.skipIf(!address)("from the room it is two presses to the copied link, which leads others here", async () => {
  const page = await openPage(everywhere.url, "ada");
  await page.cdp("Browser.grantPermissions", { permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"] });
  await page.register("Ada");
  await page.click(".sidebar .invite");
  await page.until("location.pathname === '/invite' && document.readyState === 'complete'");
  await page.read("navigator.share = (what) => { window.shared = what.url; return Promise.resolve(); }");
  await copy(page, "#copy-address");
  const link = `http://${address}:${everywhere.port}/`;
  expect(await page.read("navigator.clipboard.readText()")).toBe(link);
  await page.read("document.querySelector('#share-address').click() ?? true");
  expect(await page.read("window.shared")).toBe(link);
  expect(await page.read("document.querySelector('.qr').checkVisibility()")).toBe(true);
  expect(page.complaints).toEqual([]);
  page.close();
});

test("over plain http in a network the link is copied too, and is selected as one goes there", async () => {
  const page = await openPage(everywhere.url, "phone.test", PHONE);
  await page.register("Phone");
  await page.open("/invite");
  const link = `http://phone.test:${everywhere.port}/`;
  expect(await page.read("navigator.clipboard === undefined")).toBe(true);
  expect(await page.read("document.querySelector('#share-address').checkVisibility()")).toBe(false);
  await page.read("document.querySelector('#address').focus() ?? true");
  expect(await page.read("getSelection().toString()")).toBe(link);
  await copy(page, "#copy-address");
  expect(await page.read("document.activeElement.id")).toBe("copy-address");
  expect(await pasted(page)).toBe(link);
  expect(page.complaints).toEqual([]);
  page.close();
});

test("where only this machine comes in, the commands are copied, and the link comes by itself once one of them runs", async () => {
  const page = await openPage(here.url, "grace");
  await page.cdp("Browser.grantPermissions", { permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"] });
  await page.register("Grace");
  await page.open("/invite");
  expect(await page.read("document.querySelector('.qr, #address')")).toBeNull();
  await copy(page, "[data-copy=share-network]");
  expect(await page.read("navigator.clipboard.readText()")).toEndWith(`${SHARE} --lan`);
  await copy(page, "[data-copy=share-everybody]");
  expect(await page.read("navigator.clipboard.readText()")).toEndWith(SHARE);
  if (address) {
    const sharing = spawnCommand(here.folder, "share", "--lan");
    await page.until(`document.querySelector('#address')?.value === 'http://${address}:${here.port}/'`, "the link");
    expect(await page.read("document.querySelector('.qr').checkVisibility()")).toBe(true);
    sharing.kill("SIGINT");
    expect(await sharing.exited).toBe(0);
  }
  expect(page.complaints).toEqual([]);
  page.close();
});

test("nothing on the page is wider than a phone", async () => {
  const page = await openPage(here.url, "joan", PHONE);
  await page.register("Joan");
  await page.open("/invite");
  expect(await page.read("document.documentElement.scrollWidth")).toBe(390);
  expect(
    await page.read(
      "[...document.querySelectorAll('.card a, .card button')].filter((one) => one.checkVisibility() && !one.closest('p') && one.offsetHeight < 44).length",
    ),
  ).toBe(0);
  page.close();
});
