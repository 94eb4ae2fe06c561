/** Where the system chooses the colours nothing loses its meaning, and where letters are four times as large the log has space. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let other: Person;
let page: Page;

const force = (page: Page, active: boolean) =>
  page.cdp("Emulation.setEmulatedMedia", {
    features: [{ name: "forced-colors", value: active ? "active" : "none" }],
  });

/** What is seen of an element: its lines and areas. */
const lookOf = (selector: string, pseudo = "") =>
  page.read<string>(`(() => {
    const look = getComputedStyle(document.querySelector(${JSON.stringify(selector)}), "${pseudo}");
    return [look.backgroundColor, look.borderTopColor, look.borderLeftWidth, look.outlineStyle].join(" ");
  })()`);

beforeAll(async () => {
  server = await startServer();
  other = await register(server.url, "Other");
  page = await openPage(server.url, "ada");
  await page.register("Ada");
  await force(page, true);
});
afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("a message that means the reader, and the one that the address names, are told from others", async () => {
  await other.say("to everybody");
  await other.say("to @Ada");
  await page.until("document.querySelectorAll('#log > .message').length === 2");
  const [plain, forMe] = [await lookOf("#log > .message"), await lookOf("#log > .message:last-child")];
  expect(forMe).not.toBe(plain);
  await page.open("/rooms/lobby/messages/1");
  await page.until("document.querySelector('#log > [aria-current]') !== null");
  expect(await lookOf("#log > [aria-current]")).toContain("solid");
});

test("one's own reaction is told from one that is only others'", async () => {
  for (const emoji of ["👍", "🎉"]) {
    const body = new URLSearchParams({ emoji });
    await other.ask("/rooms/lobby/messages/1/reactions", { method: "POST", body });
  }
  await page.until("document.querySelectorAll('.reactions button').length === 2");
  await page.click(".reactions button");
  await page.until("document.querySelector('.reactions [aria-pressed=true]') !== null");
  expect(await lookOf(".reactions [aria-pressed=true]")).not.toBe(await lookOf(".reactions [aria-pressed=false]"));
});

test("who is here is told from who is away", async () => {
  await page.read(
    `document.querySelector("#here").insertAdjacentHTML("beforeend", '<li class="gone"><a href="/people/1"><bdi>Other</bdi><i> away</i></a></li>')`,
  );
  expect(await lookOf("#here li:first-child a", "::before")).not.toBe(await lookOf("#here .gone a", "::before"));
});

test("the chosen colour is told from the others, which are colours still", async () => {
  await page.open("/profile");
  const chosen = await page.read<number>("[...document.querySelectorAll('.hues input')].findIndex((i) => i.checked)");
  const look = (index: number, inner = "") => lookOf(`.hues label:nth-of-type(${index + 1})${inner}`);
  expect(await look(chosen, " span")).not.toBe(await look((chosen + 1) % 12, " span"));
  const looks = new Set<string>();
  for (let index = 0; index < 12; index++) looks.add(await look(index));
  expect(looks.size).toBe(12);
});

test("which appearance is chosen, and which name Enter takes, is seen", async () => {
  await page.open("/rooms/lobby");
  await page.click(".me");
  expect(
    await page.read<string>(
      "getComputedStyle(document.querySelector('#appearance [value=system]'), '::before').content",
    ),
  ).toContain("✓");
  await page.press("Escape");
  await page.fill("#field", "@");
  await page.until("document.querySelectorAll('#names li').length >= 2 && !document.querySelector('#names').hidden");
  expect(await lookOf("#names [aria-selected=true]")).not.toBe(await lookOf("#names [aria-selected=false]"));
});

test("at 400 % the log has 160 pixels, also over a draft of five lines, and the field can be reached", async () => {
  const small = await openPage(server.url, "zoom", { width: 320, height: 200 });
  await small.register("Zoom");
  const height = () => small.read<number>("document.querySelector('#messages').getBoundingClientRect().height");
  expect(await height()).toBeGreaterThanOrEqual(160);
  await small.fill("#field", "one\ntwo\nthree\nfour\nfive");
  expect(await height()).toBeGreaterThanOrEqual(160);
  for (const selector of ["#messages", "#field", ".send", ".bar"]) {
    const box = `document.querySelector("${selector}").getBoundingClientRect()`;
    await small.read(`document.querySelector("${selector}").scrollIntoView({ block: "nearest" })`);
    expect([selector, await small.read<boolean>(`${box}.top >= -1 && ${box}.bottom <= 201`)]).toEqual([selector, true]);
  }
  expect(await small.read<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
  small.close();
});

test.each([false, true])("edges of fields and quiet buttons have 3:1 (dark: %p)", async (dark) => {
  const plain = await openPage(server.url, "ada", { dark });
  for (const [path, selectors] of [
    ["/login", ["#username", "#password"]],
    ["/rooms/lobby", ["#composer"]],
    ["/account", ["#current", ".sheet .button.quiet"]],
    ["/profile", ["#about"]],
    ["/invite", ["#share-network", ".button.quiet:not([hidden])"]],
    ["/search?q=tea", [".search-field"]],
  ] as const) {
    if (path === "/login") await plain.cdp("Network.clearBrowserCookies");
    await plain.open(path);
    for (const selector of selectors) {
      const contrast = await edgeContrast(plain, selector);
      expect(contrast >= 3 || [path, selector, contrast]).toBe(true);
    }
    if (path === "/login") await logIn(plain);
  }
  plain.close();
});

async function logIn(page: Page): Promise<void> {
  await page.fill("#username", "Ada");
  await page.fill("#password", "correct horse battery");
  await page.press("Enter");
  await page.until("location.pathname === '/rooms/lobby' && document.readyState === 'complete'");
}

/** The contrast of an element's border with what is around it, or within, whichever is less. */
const edgeContrast = (page: Page, selector: string) =>
  page.read<number>(`(() => {
    const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    const luminance = (colour) => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const linear = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => {
        const share = byte / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const element = document.querySelector(${JSON.stringify(selector)});
    document.activeElement.blur();
    const ground = (from) => {
      for (let one = from; one; one = one.parentElement) {
        const { backgroundColor } = getComputedStyle(one);
        if (!/, 0\\)$|transparent/.test(backgroundColor)) return luminance(backgroundColor);
      }
      return 1;
    };
    const edge = luminance(getComputedStyle(element).borderTopColor);
    return Math.min(...[ground(element), ground(element.parentElement)].map((other) => {
      const [darker, lighter] = [edge, other].sort((a, b) => a - b);
      return (lighter + 0.05) / (darker + 0.05);
    }));
  })()`);
