/** Forms with a password: nothing typed is lost, the focus is where something is wrong, and buttons say what they do. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
const pages: Page[] = [];

const visit = async (person: string, options?: PageOptions) => {
  const page = await openPage(server.url, person, options);
  pages.push(page);
  return page;
};
const focused = (page: Page) => page.read<string>("document.activeElement.id");
const value = (page: Page, id: string) => page.read<string>(`document.querySelector("#${id}").value`);

beforeAll(async () => {
  server = await startServer();
  await register(server.url, "Grace");
});
afterEach(() => {
  for (const page of pages.splice(0)) {
    expect(page.complaints).toEqual([]);
    page.close();
  }
});
afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("a name that is taken: the password stays typed, though no page ever has it", async () => {
  const page = await visit("ada");
  await page.open("/register");
  expect(await page.read<string>("document.querySelector('#username-hint').textContent")).toContain("2 to 24");
  await page.fill("#username", "Grace");
  await page.fill("#password", "correct horse battery");
  page.expectOutage(true); // the browser notes the 422
  await page.press("Enter");
  await page.until("document.title === 'Error: Join the room · Parlor'");
  expect([await focused(page), await value(page, "password")]).toEqual(["username", "correct horse battery"]);
  expect(await page.read<string>("document.documentElement.outerHTML")).not.toContain("correct horse");
  await page.fill("#username", "Ada");
  await page.press("Enter");
  await page.until("location.pathname === '/rooms/lobby' && document.readyState === 'complete'");
});

test("a weak password has the focus, and logging in says what is wrong", async () => {
  const page = await visit("linus");
  page.expectOutage(true); // the browser notes the 422 and the 401
  await page.open("/register");
  await page.fill("#username", "Linus");
  await page.fill("#password", "short");
  await page.press("Enter");
  await page.until("document.querySelector('#password-problem') !== null");
  expect([await focused(page), await value(page, "password"), await value(page, "username")]).toEqual([
    "password",
    "short",
    "Linus",
  ]);
  await page.open("/login?next=/account");
  await page.fill("#username", "grace");
  await page.fill("#password", "not the password");
  await page.press("Enter");
  await page.until("document.querySelector('#password-problem')?.textContent === 'Wrong name or password.'");
  expect([await focused(page), await page.read<string>("document.title")]).toEqual([
    "password",
    "Error: Welcome back · Parlor",
  ]);
  await page.fill("#password", "correct horse battery");
  await page.press("Enter");
  await page.until("location.pathname === '/account' && document.readyState === 'complete'");
});

test("a password can be looked at, and is one again when it is sent", async () => {
  const page = await visit("miriam");
  await page.open("/login");
  const type = () => page.read<string>("document.querySelector('#password').type");
  await page.fill("#password", "correct horse");
  await page.click(".reveal");
  expect([
    await type(),
    await page.read<string>("document.querySelector('.reveal').getAttribute('aria-label')"),
  ]).toEqual(["text", "Hide password"]);
  await page.click(".reveal");
  expect(await type()).toBe("password");
  await page.click(".reveal");
  page.expectOutage(true); // the browser notes the 401
  await page.click("form .button");
  await page.until("document.querySelector('#password-problem') !== null");
  expect([await type(), await value(page, "password")]).toEqual(["password", "correct horse"]);
});

test("without a script there is no button to look at it, and the form says the same", async () => {
  const page = await visit("plain", { script: false });
  await page.open("/register");
  expect(await page.read<boolean>("document.querySelector('.reveal').checkVisibility()")).toBeFalse();
  await page.fill("#username", "Plain");
  await page.fill("#password", "short");
  page.expectOutage(true); // the browser notes the 422
  await page.press("Enter");
  await page.until("document.querySelector('#password-problem') !== null");
  await page.until("document.activeElement.id === 'password'");
  expect([await focused(page), await page.read<string>("document.title"), await value(page, "password")]).toEqual([
    "password",
    "Error: Join the room · Parlor",
    "",
  ]);
});

test("a button says that it is busy, sends once, and gives everything back when nothing comes", async () => {
  const page = await visit("slow");
  await page.open("/login");
  await page.read(`(() => {
    window.asked = 0;
    window.fetch = () => (asked++, new Promise((_, reject) => (window.fail = () => reject(new TypeError("cut")))));
  })()`);
  await page.fill("#username", "Grace");
  await page.fill("#password", "correct horse battery");
  await page.press("Enter");
  await page.press("Enter");
  const button = "document.querySelector('form .button')";
  await page.until(`${button}.textContent === 'Logging in…' && ${button}.getAttribute('aria-disabled') === 'true'`);
  await page.read("window.fail()");
  await page.until(`${button}.textContent === 'Log in' && !${button}.hasAttribute('aria-disabled')`);
  expect(await page.read<string>("document.querySelector('.problem').textContent")).toStartWith(
    "Parlor can't be reached",
  );
  expect([await page.read<number>("asked"), await value(page, "password")]).toEqual([1, "correct horse battery"]);
});

test("on the account page the wrong field has the focus, and a change ends with a page that says so", async () => {
  const page = await visit("grace");
  page.expectOutage(true); // the browser notes the 422
  await page.open("/login?next=/account");
  await page.fill("#username", "Grace");
  await page.fill("#password", "correct horse battery");
  await page.press("Enter");
  await page.until("location.pathname === '/account' && document.readyState === 'complete'");
  await page.fill("#current", "not the password");
  await page.fill("#password", "another horse battery");
  await page.press("Enter");
  await page.until("document.title === 'Error: Your account · Parlor'");
  expect([await focused(page), await value(page, "password")]).toEqual(["current", "another horse battery"]);
  await page.fill("#current", "correct horse battery");
  await page.press("Enter");
  await page.until("location.search === '?done=password'");
});

test("a field that is wrong has the focus and is in view, below other forms as well", async () => {
  const page = await visit("hedy", { width: 390, height: 844 });
  page.expectOutage(true); // the browser notes the 422
  await page.enter(await register(server.url, "Hedy"), "/account");
  await page.read("document.querySelector('#farewell').closest('details').open = true");
  await page.fill("#farewell", "not the password");
  await page.press("Enter");
  await page.until("document.querySelector('#farewell-problem') !== null");
  expect(await focused(page)).toBe("farewell");
  const place = "document.querySelector('#farewell-problem').getBoundingClientRect().bottom";
  await page.until(`${place} > 0 && ${place} <= innerHeight`, "the problem to be in view");
});
