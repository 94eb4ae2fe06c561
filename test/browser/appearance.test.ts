/** Light or dark, chosen in the menu on one's own name: at once, in the pages to come, and before they are painted. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  page = await openPage(server.url, "ada", { dark: false });
  await page.register("Ada");
});
afterEach(() => expect(page.complaints).toEqual([]));
afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const choose = async (appearance: string) => {
  await page.click(".me");
  await page.until("document.querySelector('#me-menu').matches(':popover-open')");
  await page.until("document.querySelector('#notification-choices').matches(':enabled')", "the menu's script");
  await page.click(`#appearance [value=${appearance}]`);
};
const chosen = () =>
  page.read<string[]>(
    `[...document.querySelectorAll("#appearance button")].filter((button) => getComputedStyle(button, "::before").content.includes("✓")).map(({ value }) => value)`,
  );
const PAPER = "getComputedStyle(document.body).backgroundColor";
const theme = () =>
  page.read<string[]>("[...document.querySelectorAll('meta[name=theme-color]')].map(({ media }) => media)");

test("dark is there at once, without a new page, and marked as chosen", async () => {
  await page.fill("#field", "half a sentence");
  await page.read("window.isSamePage = true");
  const light = await page.read<string>(PAPER);
  await choose("dark");
  await page.until(`document.documentElement.dataset.appearance === "dark" && ${PAPER} !== "${light}"`);
  expect(await page.read<boolean>("window.isSamePage")).toBe(true);
  expect(await page.read<string>("document.querySelector('#field').value")).toBe("half a sentence");
  expect([await chosen(), await theme()]).toEqual([["dark"], ["not all", "all"]]);
  await page.press("Escape");
});

test("the next page is dark before anything is painted: its first tag says so", async () => {
  await page.until(
    "fetch('/account').then((page) => page.text()).then((html) => html.includes('data-appearance=\"dark\"'))",
  );
  await page.open("/account");
  expect(await page.read<string>("getComputedStyle(document.documentElement).colorScheme")).toBe("dark");
  await page.open("/rooms/lobby");
  await page.click(".me");
  expect([await chosen(), await theme()]).toEqual([["dark"], ["not all", "all"]]);
  await page.press("Escape");
});

test("as the system has it again", async () => {
  await choose("system");
  await page.until("document.documentElement.dataset.appearance === undefined");
  expect([await chosen(), await theme()]).toEqual([
    ["system"],
    ["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"],
  ]);
});

test("what can't be kept is taken back, and said", async () => {
  page.expectOutage(true);
  await page.cdp("Network.enable");
  await page.cdp("Network.setBlockedURLs", { urls: ["*/appearance"] });
  await page.click("#appearance [value=dark]");
  await page.until("document.querySelector('#connection').textContent.startsWith('Parlor can')");
  expect(await chosen()).toEqual(["system"]);
  await page.cdp("Network.setBlockedURLs", { urls: [] });
});
