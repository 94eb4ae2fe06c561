/** Rooms are made, and people are chosen, in a browser: with the page's script, without it, and on the narrowest screen. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  for (const name of ["Grace", "Gregor with a long name", "Linus", "Zoë"]) await register(server.url, name);
});
afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

/** Goes on by what a function does to the page, and waits for the next one. */
async function follow(page: Page, action: () => Promise<unknown>) {
  const before = await page.read<number>("performance.timeOrigin");
  await action();
  await page.until(`performance.timeOrigin !== ${before} && document.readyState === 'complete'`);
}

/** By the place of an element: by its selector that never ends where scripts are off. */
async function tap(page: Page, selector: string) {
  const [x, y] = await page.read<[number, number]>(
    `(() => { const element = document.querySelector(${JSON.stringify(selector)}); element.scrollIntoView({ block: "center" });
      const { x, y, width, height } = element.getBoundingClientRect(); return [x + width / 2, y + height / 2]; })()`,
  );
  await page.clickAt(x, y);
}

const offered = (page: Page) => page.read<string[]>("[...document.querySelectorAll('.choose-people bdi')].map((name) => name.textContent)"); // prettier-ignore
const heading = (page: Page) => page.read<string>("document.querySelector('h1').textContent");
const SEND = "main form > .button";

test("whom one talks to is found as one types, and who is ticked stays", async () => {
  const page = await openPage(server.url, "ada");
  await page.register("Ada");
  await page.open("/direct");
  await page.click("[value=Linus]");
  await page.click("#q");
  await page.view.type("gre");
  await page.until("document.querySelectorAll('.choose-people bdi').length === 2", "the list to follow");
  expect(await offered(page)).toEqual(["Linus", "Gregor with a long name"]);
  await page.press("Enter"); // finds, and does not send
  await page.click("[value^=Gregor]");
  await follow(page, () => page.click(SEND));
  expect(await heading(page)).toBe("Gregor with a long name, Linus");
  expect(page.complaints).toEqual([]);
  page.close();
});

test("who is ticked while the list is on its way stays ticked, and who is no longer ticked stays so", async () => {
  const page = await openPage(server.url, "hasty");
  await page.register("Hasty");
  await page.open("/direct");
  await page.click("[value=Zoë]");
  await page.read(`(() => {
    const send = window.fetch;
    window.held = [];
    window.fetch = async (...what) => {
      const answer = await send(...what);
      await new Promise((go) => held.push(go));
      return answer;
    };
  })()`);
  await page.fill("#q", "li");
  await page.until("held.length === 1", "an answer that is held back");
  await page.click("[value=Linus]");
  await page.click("[value=Zoë]");
  const ticked = "[...document.querySelectorAll('.choose-people :checked')].map(({ value }) => value)";
  const isShort = "document.querySelectorAll('.choose-people bdi').length === 1";
  await page.until(`(held.splice(0).forEach((go) => go()), ${isShort})`, "the list to follow");
  expect(await page.read<string[]>(ticked)).toEqual(["Linus"]);
  expect(page.complaints).toEqual([]);
  page.close();
});

test("without a script people are found with the button, and who is ticked stays, too", async () => {
  const page = await openPage(server.url, "plain", { script: false, width: 390, height: 844 });
  await page.open("/register");
  await page.fill("#username", "Plain");
  await page.fill("#password", "correct horse battery");
  await follow(page, () => page.press("Enter"));
  await page.open("/direct");
  await tap(page, "[value=Linus]");
  await page.fill("#q", "zo");
  await follow(page, () => page.press("Enter"));
  expect([await offered(page), await page.read("document.querySelector('[value=Linus]').checked")]).toEqual([
    ["Linus", "Zoë"],
    true,
  ]);
  await tap(page, "[value=Zoë]");
  await follow(page, () => tap(page, SEND));
  expect(await heading(page)).toContain("Linus");
  page.close();
});

test("a closed room is made with its people, managed, and left, by taps alone", async () => {
  const page = await openPage(server.url, "bob", { script: false, width: 390, height: 844 });
  await page.open("/register");
  await page.fill("#username", "Bob");
  await page.fill("#password", "correct horse battery");
  await follow(page, () => page.press("Enter"));
  await page.open("/rooms/new");
  const isAsked = () => page.read<boolean>("document.querySelector('.only-closed').checkVisibility()");
  expect(await isAsked()).toBe(false);
  await tap(page, "[value=closed]");
  expect(await isAsked()).toBe(true);
  await tap(page, "[value=Grace]");
  await page.fill("#person", "zoe, @Linus");
  await page.fill("#name", "Kyoto");
  await follow(page, () => tap(page, SEND));
  expect(await heading(page)).toBe("Kyoto");
  const path = await page.read<string>("location.pathname");
  await page.open(`${path}/about`);
  expect(await page.read<number>("document.querySelectorAll('.room-people > li').length")).toBe(4);
  await tap(page, ".manage summary");
  await follow(page, () => tap(page, ".manage[open] .danger"));
  expect(await page.read<number>("document.querySelectorAll('.room-people > li').length")).toBe(3);
  expect(await page.read("document.querySelector('.done').textContent")).toBe("They are no longer in this room.");
  const offered = await page.read<string>("document.querySelector('.choose-people bdi').textContent");
  await tap(page, ".choose-people input");
  await follow(page, () => tap(page, "form[action$='/people'] button"));
  expect(await page.read<number>("document.querySelectorAll('.room-people > li').length")).toBe(4);
  const left = await page.read<string>("document.querySelector('.choose-people')?.textContent ?? ''");
  expect(left).not.toContain(offered);
  await tap(page, "#more ~ details summary");
  await follow(page, () => tap(page, "#more ~ details[open] .danger"));
  expect(await page.read("location.pathname")).toBe("/rooms/lobby");
  page.close();
});

test("at 320 pixels nothing is wider than the screen", async () => {
  const page = await openPage(server.url, "narrow", { width: 320, height: 640, touch: true });
  await page.register("Narrow");
  const make = (fields: [string, string][]) =>
    page.read<string>(
      `fetch("/rooms", { method: "POST", body: new URLSearchParams(${JSON.stringify(fields)}) }).then(({ url }) => new URL(url).pathname)`,
    );
  const long = await make([
    ["name", "W".repeat(40)],
    ["kind", "closed"],
    ["topic", "w".repeat(200)],
    ["person", "Gregor with a long name"],
  ]);
  for (const path of ["/rooms", "/rooms/new", "/direct", `${long}/about`, "/rooms/lobby/about", "/find"]) {
    await page.open(path);
    await page.read("document.querySelectorAll('details').forEach((details) => (details.open = true))");
    await page.read("document.querySelector('[value=closed]')?.click()");
    expect([path, await page.read("document.documentElement.scrollWidth")]).toEqual([path, 320]); // innerWidth grows with it
  }
  page.close();
});
