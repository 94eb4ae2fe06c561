/** The first visit, as people make it. */
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

beforeAll(async () => {
  server = await startServer({ HOST: "0.0.0.0" });
});

afterEach(() => {
  for (const page of pages.splice(0)) {
    const { complaints } = page;
    page.close();
    expect(complaints).toEqual([]);
  }
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("from the landing page a newcomer is in the room, and speaks, in a minute", async () => {
  const page = await visit("ada");
  await page.open("/");
  await page.click(".button:not(.quiet)");
  await page.until("location.pathname === '/register' && document.readyState === 'complete'");
  await page.fill("#username", "Ada");
  await page.fill("#password", "Ada");
  page.expectOutage(true); // the browser notes the 422
  await page.press("Enter");
  await page.until(
    "document.querySelector('#password-problem')?.textContent === 'A password needs at least 8 characters.'",
  );
  expect(await page.read<string>("document.querySelector('#username').value")).toBe("Ada");
  page.expectOutage(false);
  await page.fill("#password", "correct horse battery");
  await page.press("Enter");
  await page.until("location.pathname === '/rooms/lobby' && document.readyState === 'complete'");
  await page.say("Hello, is anybody here?");
  await page.until("document.querySelectorAll('#log > .message').length === 1");
  expect(await page.texts()).toEqual(["Hello, is anybody here?"]);
  expect(await page.pending()).toEqual([]);
  await page.open("/");
  expect(await page.read<string>("document.querySelector('.button').getAttribute('href')")).toBe("/rooms/lobby");
});

test("two people see each other's words, and each other", async () => {
  const [grace, linus] = [await visit("grace"), await visit("linus", { width: 390, height: 844, touch: true })];
  await grace.register("Grace");
  await linus.register("Linus");
  await grace.until(
    "[...document.querySelectorAll('#here bdi')].map((name) => name.textContent).join() === 'Grace,Linus'",
  );
  expect(await grace.read<string>("document.querySelector('#here-count').textContent")).toBe("2 here");
  for (const [writer, text] of [
    [grace, "One"],
    [linus, "Two"],
    [grace, "Three"],
  ] as const) {
    await writer.say(text);
    await grace.until(`document.querySelector('#log > .message:last-child > div')?.textContent === '${text}'`);
  }
  for (const page of [grace, linus]) {
    await page.until("document.querySelector('#log > .message:last-child > div').textContent === 'Three'");
    expect((await page.texts()).slice(-3)).toEqual(["One", "Two", "Three"]);
  }
  const colour = (author: string) =>
    grace.read<string>(
      `getComputedStyle([...document.querySelectorAll('#log bdi')].find((name) => name.textContent === '${author}')).color`,
    );
  expect(await colour("Grace")).not.toBe(await colour("Linus"));
});

test("logging out in one tab logs out every tab of it", async () => {
  const page = await visit("miriam");
  await page.register("Miriam");
  const second = await visit("miriam");
  await second.open("/rooms/lobby");
  await second.until("document.querySelector('#connection').textContent === ''");
  await page.click("[popovertarget=me-menu]");
  await page.click("#log-out button");
  await page.until("location.pathname === '/'");
  await second.until("location.pathname === '/login'");
});

const PAGES = [
  "/",
  "/register",
  "/login",
  "/rooms/lobby",
  "/rooms/lobby/people",
  "/profile",
  "/people/1",
  "/account",
  "/nowhere",
];
for (const [index, path] of PAGES.entries()) {
  test(`nothing is wider than a phone at ${path}`, async () => {
    const page = await visit(`phone${index}`, { width: 390, height: 844, touch: true });
    const name = `wide_${index}_${"w".repeat(12)}`;
    const person = await register(server.url, name);
    await person.say(`> > - \`${"inline".repeat(40)}\`\n> > \`\`\`\n> > ${"code ".repeat(60)}`);
    await person.say(`${"unbreakable".repeat(40)}\n${"🙂".repeat(200)} https://example.com/${"long/".repeat(60)}`);
    if (index > 2) await page.register(name.replace("wide", "wide2"));
    page.expectOutage(path === "/nowhere"); // the browser notes the 404
    await page.open(path);
    expect(await page.read<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    const tooWide =
      "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 391 && e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))";
    expect(await page.read<string[]>(tooWide)).toEqual([]);
  });
}

test("a phone over plain http, without the features of a secure page, does all of it", async () => {
  const phone = await visit("phone.test", { width: 390, height: 844, touch: true });
  await phone.registerByForm("Pocket");
  expect(await phone.read<boolean>("isSecureContext")).toBe(false);
  expect(await phone.read<string>("typeof crypto.randomUUID")).toBe("undefined");
  const ada = await visit("ada2");
  await ada.register("Ada2");
  await phone.say("From the sofa");
  await ada.say("To the sofa");
  for (const page of [phone, ada]) {
    await page.until("document.querySelector('#log > .message:last-child > div').textContent === 'To the sofa'");
    expect((await page.texts()).slice(-2)).toEqual(["From the sofa", "To the sofa"]);
  }
});
