/** The address to give away is copied and shared where the browser does that, and can be selected where it does not. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ HOST: "0.0.0.0" });
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("from the room it is two presses to the copied address", async () => {
  const page = await openPage(server.url, "ada");
  await page.cdp("Browser.grantPermissions", { permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"] });
  await page.register("Ada");
  await page.click(".sidebar .invite");
  await page.until("location.pathname === '/invite' && document.readyState === 'complete'");
  await page.read("navigator.share = (what) => { window.shared = what.url; return Promise.resolve(); }");
  await page.click("#copy-address");
  await page.until("document.querySelector('#copy-address').textContent === 'Copied'");
  const address = `http://ada.localhost:${server.port}/`;
  expect(await page.read("navigator.clipboard.readText()")).toBe(address);
  await page.read("document.querySelector('#share-address').click() ?? true");
  expect(await page.read("window.shared")).toBe(address);
  expect(page.complaints).toEqual([]);
  page.close();
});

test("over plain http in a network there are no such buttons, and the address is selected as one goes there", async () => {
  const page = await openPage(server.url, "phone.test", { width: 390, height: 844, touch: true });
  await page.register("Phone");
  await page.open("/invite");
  const shown = (id: string) => page.read<boolean>(`document.querySelector("#${id}").checkVisibility()`);
  expect([await shown("copy-address"), await shown("share-address")]).toEqual([false, false]);
  await page.read("document.querySelector('#address').focus() ?? true");
  expect(await page.read("getSelection().toString()")).toBe(`http://phone.test:${server.port}/`);
  expect(page.complaints).toEqual([]);
  page.close();
});
