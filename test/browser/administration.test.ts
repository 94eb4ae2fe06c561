/** Running the place from a browser: on a phone, with long names, and what the others see of it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { command } from "../support/command.ts";
import { welcomeLink } from "../support/operator.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const PHONE = { width: 390, height: 844, touch: true };
const PASSWORD = "correct horse battery";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
});
afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const at = (page: Page, path: string) =>
  page.until(`location.pathname === '${path}' && document.readyState === 'complete'`);
const textOf = (page: Page, selector: string) =>
  page.read<string>(`document.querySelector(${JSON.stringify(selector)}).textContent`);

/** Brings an element to the middle of the page, and clicks on it. */
async function click(page: Page, selector: string) {
  await page.read(`document.querySelector(${JSON.stringify(selector)}).scrollIntoView({ block: "center" })`);
  await page.click(selector);
}

async function logIn(page: Page, name: string) {
  await page.fill("#username", name);
  await page.fill("#password", PASSWORD);
  await page.press("Enter");
}

test("the operator becomes administrator, invites somebody, and shows them out again", async () => {
  const host = await openPage(server.url, "host", PHONE);
  await host.open(await welcomeLink(server));
  await logIn(host, "Host");
  await at(host, "/rooms/lobby");
  await host.read("document.querySelector('#sidebar').showPopover()");
  await click(host, ".me");
  await click(host, "#me-menu a[href='/admin']");
  await at(host, "/admin");
  await click(host, "input[value=invite]");
  await click(host, "form[action='/admin/registration'] .button");
  await host.until("document.querySelector('[role=status]')?.textContent.startsWith('Saved')");
  await click(host, "form[action='/admin/invites'] .button");
  await host.until("document.querySelector('.link') !== null");
  const link = new URL(await host.read<string>("document.querySelector('.link').value"));

  const guest = await openPage(server.url, "invited");
  guest.expectOutage(true); // the browser notes the 403s
  await guest.open("/register");
  expect(await textOf(guest, "h1")).toBe("By invitation");
  await guest.open(link.pathname + link.search);
  await logIn(guest, "Invited");
  await at(guest, "/rooms/lobby");
  await guest.until("document.querySelector('#connection').textContent === ''");

  await host.open("/admin/people?name=inv");
  await click(host, ".entries a");
  await host.until("document.querySelector('h1').textContent.trim() === 'Invited'");
  await click(host, "button[value=suspend]");
  await host.until("document.querySelector('[role=status]')?.textContent.startsWith('Suspended')");
  await at(guest, "/login"); // the open page has gone there by itself
  await logIn(guest, "Invited");
  await guest.until("document.querySelector('#password-problem') !== null");
  expect(await textOf(guest, "#password-problem")).toContain("This account is suspended");

  await click(host, "summary");
  await click(host, "input[name=sure]");
  await click(host, "button[value=remove]");
  await at(host, "/admin/people");
  expect(await textOf(host, "[role=status]")).toContain("The name can be used again");
  expect(host.complaints).toEqual([]);
  for (const page of [host, guest]) page.close();
});

test("nothing is wider than a phone on an administrator's pages, however long the names", async () => {
  const page = await openPage(server.url, "phone", PHONE);
  await command(server.folder, "admin", "Host");
  const name = "w".repeat(24);
  await page.open("/login");
  await logIn(page, "Host");
  await at(page, "/rooms/lobby");
  await page.open("/admin");
  await click(page, "input[value=open]");
  await click(page, "form[action='/admin/registration'] .button");
  await page.until("document.querySelector('[role=status]') !== null");
  await register(server.url, name);
  await page.open(`/admin/people?name=${name}`);
  const person = await page.read<string>("new URL(document.querySelector('.entries a').href).pathname");
  for (const path of ["/admin", "/admin/people", person, "/account"]) {
    await page.open(path);
    await page.read("document.querySelectorAll('details').forEach((details) => (details.open = true))");
    const tooWide =
      "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 391 && e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))";
    expect([path, ...(await page.read<string[]>(tooWide))]).toEqual([path]);
  }
  page.close();
});
