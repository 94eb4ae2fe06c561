/** Without JavaScript only the liveness is gone. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let page: Page;

/** Clicks where an element is: by its selector that never ends where scripts are off. */
const tap = async (selector: string) => {
  const [x, y] = await page.read<[number, number]>(
    `(() => { const element = document.querySelector(${JSON.stringify(selector)}); element.scrollIntoView({ block: 'center' }); const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()`,
  );
  await page.clickAt(x, y);
};
const follow = async (selector: string) => {
  const before = await page.read<string>("location.href + performance.timeOrigin");
  await tap(selector);
  await page.until(
    `location.href + performance.timeOrigin !== ${JSON.stringify(before)} && document.readyState === 'complete'`,
  );
};

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000", FLUSH_INTERVAL_MS: "0" });
  const other = await register(server.url, "Other");
  for (let n = 1; n <= 120; n++) await other.say(`old ${n}`);
  page = await openPage(server.url, "plain", { script: false, width: 390, height: 844 });
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("register, read, page back to the beginning and forth, post, and log out", async () => {
  await page.open("/");
  await follow(".button:not(.quiet)");
  await page.fill("#username", "Plain");
  await page.fill("#password", "correct horse battery");
  await follow("form .button");
  expect(await page.read<string>("location.pathname")).toBe("/rooms/lobby");
  expect((await page.texts()).at(-1)).toBe("old 120");
  expect(await page.read<string>("document.querySelector('#log time').textContent")).toMatch(/^\d\d:\d\d UTC$/);

  const follower = "document.querySelector('#log > .message + .continued')";
  expect(
    await page.read<boolean>(`(() => {
      const [row, link] = [${follower}, ${follower}.querySelector("p a")].map((one) => one.getBoundingClientRect());
      const text = ${follower}.querySelector(":scope > div").getBoundingClientRect();
      const isWhole = link.left >= text.right && link.right <= row.right && link.bottom <= row.bottom;
      return isWhole && getComputedStyle(${follower}.querySelector("p a")).opacity === "1";
    })()`),
  ).toBe(true); // the whole time of a row without a name
  const first = "document.querySelector('#log > .continued')"; // of the page, not of the room
  expect(await page.read<string>(`${first}.previousElementSibling.id`)).toBe("older");
  expect(await page.read<string>(`getComputedStyle(${first}.querySelector("bdi")).clipPath`)).toBe("none");
  expect(await page.read<string>(`getComputedStyle(${follower}.querySelector("bdi")).clipPath`)).not.toBe("none");
  const seen = await page.texts();
  while (await page.read<boolean>("document.querySelector('#older a') !== null")) {
    await follow("#older a");
    seen.unshift(...(await page.texts()));
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `old ${index + 1}`));
  await follow("#newer a");
  expect((await page.texts())[0]).toBe("old 21");

  await page.fill("#composer textarea", "posted plainly");
  await follow(".send");
  expect(await page.read<string>("location.pathname")).toBe("/rooms/lobby");
  expect((await page.texts()).at(-1)).toBe("posted plainly");
  expect(await page.read<number>("document.querySelector('#messages').scrollTop")).toBe(0); // at the end, unscripted

  page.expectOutage(true); // the browser notes the 422
  await page.fill("#composer textarea", "x".repeat(4_001));
  await follow(".send");
  expect(await page.read<string>("document.querySelector('#composer-error').textContent")).toContain(
    "4,001 characters",
  );
  expect(await page.read<number>("document.querySelector('#composer textarea').value.length")).toBe(4_001);
  page.expectOutage(false);

  await page.read("document.querySelector('#sidebar').showPopover()");
  await tap(".me");
  await follow("#me-menu [href='/profile']");
  await page.read("document.querySelector('[value=\"6\"]').checked = true");
  await page.fill("#about", "Here on foot");
  await follow("form[action='/profile'] .button");
  expect(await page.read<string>("location.pathname")).toBe("/people/2");
  expect(await page.read<string>("document.querySelector('.person p').textContent")).toBe("Here on foot");

  await page.open("/rooms/lobby");
  await page.read("document.querySelector('#sidebar').showPopover()");
  await tap(".me");
  await follow("#appearance [value=dark]");
  expect(await page.read<string>("location.pathname + document.documentElement.dataset.appearance")).toBe(
    "/rooms/lobbydark",
  );
  expect(await page.read<string>("getComputedStyle(document.documentElement).colorScheme")).toBe("dark");
  await page.read("document.querySelector('#sidebar').showPopover()");
  await tap(".me");
  await follow("#log-out button");
  expect(await page.read<string>("location.pathname")).toBe("/");
  expect(page.complaints).toEqual([]);
}, 60_000);

test("what can be done with a message is reached from its time: react, change, reply, delete", async () => {
  await page.open("/login");
  await page.fill("#username", "Plain");
  await page.fill("#password", "correct horse battery");
  await follow("form .button");
  const text = "document.querySelector('#log [aria-current] > div').textContent";
  const openMenu = async () => {
    if (!(await page.read<boolean>("document.querySelector('#log [aria-current]') !== null"))) {
      await follow("#log > .message:last-of-type p a");
    }
    await follow(".compose-area > noscript a");
  };
  await openMenu();
  await follow(".react button[value='🎉']");
  expect(await page.read<string>("document.querySelector('#log [aria-current] .reactions').textContent")).toBe("🎉 1");
  await openMenu();
  await follow("[data-act=edit]");
  await page.fill("main textarea", "changed plainly");
  await follow("main form .button");
  expect(await page.read<string>(text)).toBe("changed plainly");
  await openMenu();
  await follow("[data-act=reply]");
  await page.fill("main textarea", "answered plainly");
  await follow("main form .button");
  expect((await page.texts()).at(-1)).toBe("answered plainly");
  expect(await page.read<string>("document.querySelector('#log > .message:last-of-type .quote').textContent")).toBe(
    "Plain changed plainly",
  );
  await openMenu();
  await page.read("document.querySelector('.actions details').open = true");
  await follow(".actions .danger");
  expect(await page.read<string>(text)).toBe("Deleted this message");
  await page.cdp("Network.clearBrowserCookies");
}, 60_000);

test("a message written after the session ended is not lost: the page that says so has it", async () => {
  await page.open("/login");
  await page.fill("#username", "Plain");
  await page.fill("#password", "correct horse battery");
  await follow("form .button");
  await page.fill("#composer textarea", "too late");
  await page.cdp("Network.clearBrowserCookies");
  page.expectOutage(true); // the browser notes the 401
  await follow(".send");
  expect(await page.read<string>("document.querySelector('#kept').value")).toBe("too late");
});
