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

const SECTIONS = [
  "/admin",
  "/admin/people",
  "/admin/invites",
  "/admin/place",
  "/admin/storage",
  "/admin/activity",
  "/admin/welcome",
];

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", ALLOWED_HOSTS: "phone.test" });
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
  await at(host, "/admin/welcome");
  expect(await textOf(host, "h1")).toBe("You're the administrator");
  await host.fill("#name", "The Snug");
  await click(host, "main form .button");
  await host.until("document.querySelector('[role=status]')?.textContent.includes('Saved')");
  expect(await host.read<string>("document.querySelector('#name').value")).toBe("The Snug");
  await click(host, "a[href='/admin']");
  await at(host, "/admin");
  await click(host, "input[value=invite]");
  await click(host, "form[action='/admin/registration'] .button");
  await host.until("document.querySelector('[role=status]')?.textContent.startsWith('Saved')");
  await click(host, "a[href='/admin/invites']");
  await at(host, "/admin/invites");
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
  await guest.until("document.querySelector('#suspended') !== null"); // the open page says so by itself
  await guest.open("/login");
  await logIn(guest, "Invited");
  await guest.until("document.querySelector('#password-problem') !== null");
  expect(await textOf(guest, "#password-problem")).toContain("This account is suspended");

  await click(host, "summary");
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
  for (const path of [...SECTIONS, person, "/account"]) {
    await page.open(path);
    await page.read("document.querySelectorAll('details').forEach((details) => (details.open = true))");
    const tooWide =
      "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 391 && e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))";
    expect([path, ...(await page.read<string[]>(tooWide))]).toEqual([path]);
  }
  page.close();
});

test("people are found as one types, and sorted, without a button", async () => {
  for (const name of ["Barbara", "Bartholomew", "Carol"]) await register(server.url, name);
  const page = await openPage(server.url, "finder");
  await page.open("/login");
  await logIn(page, "Host");
  await at(page, "/rooms/lobby");
  await page.open("/admin/people");
  const names = "[...document.querySelectorAll('.entries bdi')].map((name) => name.textContent)";
  await page.fill("#name", "bar");
  await page.until(`JSON.stringify(${names}) === '["Barbara","Bartholomew"]'`);
  await page.fill("#name", "nobody at all");
  await page.until("document.querySelector('#people-list').textContent.trim() === 'No one by that name.'");
  expect(await page.read<string>("document.activeElement.id")).toBe("name"); // the list changes, the field stays
  await page.fill("#name", "bar");
  await page.read(
    "(() => { const order = document.querySelector('#order'); order.value = 'joined'; order.dispatchEvent(new Event('input', { bubbles: true })); })()",
  );
  await page.until(`JSON.stringify(${names}) === '["Bartholomew","Barbara"]'`);
  expect(await page.read<string>("location.search")).toBe("?name=bar&order=joined"); // a reload shows the same
  expect(await page.read<boolean>("document.querySelector('.people-search button').checkVisibility()")).toBe(false);
  expect(page.complaints).toEqual([]);
  page.close();
});

test("an invitation is copied with a click, over plain http, and its QR code stands beside it", async () => {
  const page = await openPage(server.url, "phone.test", PHONE);
  await page.open("/login");
  await logIn(page, "Host");
  await at(page, "/rooms/lobby");
  await page.open("/admin/invites");
  await page.fill("#uses", "0");
  await page.press("Enter");
  await page.until("document.querySelector('#uses-problem') !== null");
  await page.until("document.activeElement.id === 'uses'", "the focus, which comes when the page is first painted");
  expect(await page.read<string>("document.querySelector('#uses').value")).toBe("0");
  await page.fill("#uses", "3");
  await page.press("Enter");
  await page.until("document.querySelector('[role=status]') !== null");
  expect(await page.read<boolean>("isSecureContext")).toBe(false);
  await click(page, "[data-copy]");
  await page.until("document.querySelector('[data-copy]').textContent === 'Copied'");
  await page.read(
    "document.querySelector('#pasted') ?? document.body.insertAdjacentHTML('beforeend', '<textarea id=pasted></textarea>')",
  );
  await page.read("document.querySelector('#pasted').focus()");
  await page.cdp("Input.dispatchKeyEvent", { type: "keyDown", key: "v", code: "KeyV", commands: ["paste"] });
  await page.until("document.querySelector('#pasted').value === document.querySelector('.link').value");
  await page.until("document.querySelector('.invitation details[open] img').naturalWidth > 0", "the QR code");
  page.close();
});

test("the name and the accent of the place are on open pages at once, and what is written there stays", async () => {
  const guest = await openPage(server.url, "onlooker");
  await guest.register("Onlooker");
  await guest.until("document.querySelector('#connection').textContent === ''");
  await guest.fill("#field", "half a sent");
  const host = await openPage(server.url, "decorator");
  await host.open("/login");
  await logIn(host, "Host");
  await at(host, "/rooms/lobby");
  await host.open("/admin/place");
  await host.fill("#name", "The Parlour");
  await click(host, "[data-accent=lagoon]");
  const before = await guest.read<string>("getComputedStyle(document.querySelector('.wordmark svg')).color");
  await click(host, "main form .button");
  await host.until("document.querySelector('[role=status]')?.textContent === 'Saved.'");
  await guest.until("document.querySelector('.wordmark').textContent.trim() === 'The Parlour'");
  await guest.until("document.querySelector('#field')?.value === 'half a sent'");
  expect(await guest.read<string>("getComputedStyle(document.querySelector('.wordmark svg')).color")).not.toBe(before);
  for (const page of [host, guest]) page.close();
});

test("without JavaScript an administrator finds people, makes links and names the place all the same", async () => {
  const page = await openPage(server.url, "plain", { script: false });
  await page.open("/login");
  await logIn(page, "Host");
  await at(page, "/rooms/lobby");
  await page.open("/admin/people");
  await page.fill("#name", "carol");
  await page.follow(".people-search button");
  await page.until("location.search.includes('carol') && document.querySelectorAll('.entries li').length === 1");
  await page.open("/admin/place");
  await page.fill("#name", "Plain Place");
  await page.follow("main form .button");
  await page.until("document.querySelector('.wordmark').textContent.trim() === 'Plain Place'");
  await page.open("/admin/invites");
  const hidden = "[...document.querySelectorAll('[data-copy]')].every((button) => !button.checkVisibility())";
  expect(await page.read<boolean>(hidden)).toBe(true);
  page.close();
});
