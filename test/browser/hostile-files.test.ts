/** Hostile files opened in a real browser by their own address: nothing in them runs, and nothing leaves the place. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { HOSTILE_FILES, RAN } from "../support/hostile-files.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let page: Page;
/** The addresses that the browser asked for; the buttons of its player are `data:` ones of its own. */
const asked: string[] = [];

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  page = await openPage(server.url, "victim");
  await page.register("Victim");
  page.view.addEventListener("Network.requestWillBeSent", (event) => {
    asked.push((event as MessageEvent<{ request: { url: string } }>).data.request.url);
  });
  await page.cdp("Network.enable");
  await page.cdp("Page.setDownloadBehavior", { behavior: "deny" });
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("no hostile file runs when it is opened", async () => {
  const base = await page.read<string>("location.origin");
  const files = HOSTILE_FILES.filter(({ what }) => !what.includes("whose name"));
  expect(files.length).toBeGreaterThan(60);
  for (const { what, name, bytes } of files) {
    const path = await page.read<string>(`fetch("/rooms/lobby/files", {
      method: "POST",
      body: Uint8Array.fromBase64(${JSON.stringify(Buffer.from(bytes).toBase64())}),
      headers: { "x-file-name": encodeURIComponent(${JSON.stringify(name)}) },
    }).then((response) => response.headers.get("location"))`);
    asked.length = 0;
    const { errorText } = (await page.cdp("Page.navigate", { url: base + path })) as { errorText?: string };
    await page.until("document.readyState === 'complete'");
    const ran = await page.read<unknown>(`[window.${RAN} ?? null, document.title.includes("${RAN}")]`);
    expect([what, ran]).toEqual([what, [null, false]]);
    expect([what, asked.filter((url) => !url.startsWith("data:") && !url.startsWith(base))]).toEqual([what, []]);
    if (errorText === undefined) await page.open("/profile"); // it was shown: back to where files can be sent from
  }
});

test("a script, a style sheet or a frame made of a file does nothing in the place either", async () => {
  await page.open("/profile");
  const path = await page.read<string>(`fetch("/rooms/lobby/files", {
    method: "POST", body: "window.${RAN} = 1", headers: { "x-file-name": "script.js" },
  }).then((response) => response.headers.get("location"))`);
  const outcome = await page.read<string[]>(`Promise.all(["script", "link", "iframe", "object", "embed"].map((tag) => {
    const element = document.createElement(tag);
    if (tag === "link") element.rel = "stylesheet";
    element[tag === "link" ? "href" : tag === "object" ? "data" : "src"] = ${JSON.stringify(path)};
    const done = new Promise((resolve) => {
      element.onload = () => resolve("loaded");
      element.onerror = () => resolve("refused");
      document.addEventListener("securitypolicyviolation", () => resolve("refused"));
    });
    document.body.append(element);
    return done;
  }))`);
  expect(outcome.filter((one) => one === "loaded").length).toBeLessThan(2); // a refused frame counts as loaded
  expect(await page.read<unknown>(`window.${RAN} ?? null`)).toBeNull();
});
