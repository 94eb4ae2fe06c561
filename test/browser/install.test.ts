/** As an app: it can be installed, and says so itself when there is no network. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let page: Page;

beforeAll(async () => {
  server = await startServer({ SITE_NAME: "The Snug" });
  page = await openPage(server.url, "ada");
  await page.register("Ada");
  await page.until("navigator.serviceWorker.ready.then(() => true)");
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("the browser finds nothing that keeps it from being installed", async () => {
  await page.open("/rooms/lobby");
  await page.until("navigator.serviceWorker.controller !== null");
  expect(await page.cdp("Page.getInstallabilityErrors")).toEqual({ installabilityErrors: [] });
  const { errors } = (await page.cdp("Page.getAppManifest")) as { errors: unknown[] };
  expect(errors).toEqual([]);
});

test("what is shared without the worker, as before the app was opened once, does nothing", async () => {
  const form = new FormData();
  form.set("text", "shared");
  const statuses = ["null", server.url].map(async (Origin) => {
    const response = await fetch(`${server.url}/share`, { method: "POST", body: form, headers: { Origin } });
    return response.status;
  });
  expect(await Promise.all(statuses)).toEqual([403, 404]);
});

test("navigations are not preloaded, as Firefox then shows its own page instead of the offline page", async () => {
  await page.read(
    "navigator.serviceWorker.ready.then(({ navigationPreload }) => navigationPreload.enable()).then(() => 1)",
  );
  await page.read("navigator.serviceWorker.getRegistration().then((registration) => registration.unregister())");
  await page.open("/rooms/lobby");
  await page.until("navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')");
  expect(
    await page.read<boolean>(
      "navigator.serviceWorker.ready.then(({ navigationPreload }) => navigationPreload.getState()).then(({ enabled }) => enabled)",
    ),
  ).toBeFalse();
});

test("people talk as ever, and a message that can't leave fails as ever", async () => {
  await page.say("hello");
  await page.until("document.querySelectorAll('#log > .message').length === 1");
  await page.until("document.querySelectorAll('#pending > *').length === 0");
  page.expectOutage(true);
  await server.stop();
  expect(await page.read("fetch('/rooms/lobby').then(() => 'an answer', () => 'none')")).toBe("none");
});

test("a page that can't be reached is a page of Parlor's own, with its look, and leads back", async () => {
  await page.open("/rooms/lobby?again");
  expect(await page.read("document.querySelector('h1').textContent")).toBe("No connection");
  expect(await page.read("document.body.textContent")).toContain("The Snug can't be reached");
  expect(await page.read<number>("document.querySelector('.button').getBoundingClientRect().height")).toBe(44);
  await server.restart();
  await page.click(".button");
  await page.until("document.querySelectorAll('#log > .message').length === 1");
  page.expectOutage(false);
  expect(page.complaints).toEqual([]);
});
