/** Calling people by their names: choosing a name while one writes, and being the one who is meant. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let ada: Page;
let grace: Page;

beforeAll(async () => {
  server = await startServer();
  await register(server.url, "Gottfried");
  [ada, grace] = [
    await openPage(server.url, "ada"),
    await openPage(server.url, "grace", { width: 390, height: 844, touch: true }),
  ];
  await ada.register("Ada");
  await grace.register("Grace");
  await ada.until("document.querySelectorAll('#here li').length === 2", "both are here");
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const TEXT = "document.querySelector('textarea').value";
const CHOSEN =
  "document.getElementById(document.querySelector('textarea').getAttribute('aria-activedescendant'))?.querySelector('bdi').textContent";
const CLOSED =
  "document.querySelector('#names').hidden && !document.querySelector('textarea').hasAttribute('aria-activedescendant')";
const OPTIONS = "[...document.querySelectorAll('#names bdi')].map((name) => name.textContent).join()";

const type = async (page: Page, text: string) => {
  await page.fill("textarea", "");
  await page.view.type(text);
};
const last = (text: string) =>
  `document.querySelector('#log > .message:last-of-type > div')?.textContent === ${JSON.stringify(text)}`;
const NONE = "rgba(0, 0, 0, 0)";
const background = (page: Page) =>
  page.read<string>("getComputedStyle(document.querySelector('#log > .message:last-of-type')).backgroundColor");

test("a name is chosen with the keys, those here first, and the message is not sent by it", async () => {
  await type(ada, "Ask @G");
  await ada.until(`${CHOSEN} === 'Grace' && ${OPTIONS} === 'Grace,Gottfried'`, "the names");
  await ada.press("ArrowDown");
  await ada.until(`${CHOSEN} === 'Gottfried'`);
  await ada.press("ArrowDown");
  await ada.until(`${CHOSEN} === 'Grace'`, "around to the first");
  await ada.press("ArrowUp");
  await ada.press("Enter");
  await ada.until(`${TEXT} === 'Ask @Gottfried ' && ${CLOSED}`, "the chosen name");

  await ada.view.type("or @gr");
  await ada.until(`${CHOSEN} === 'Grace'`);
  await ada.press("Tab");
  await ada.until(`${TEXT} === 'Ask @Gottfried or @Grace ' && document.activeElement.name === 'body'`);

  await ada.view.type("@g");
  await ada.until(`${CHOSEN} === 'Grace'`);
  await ada.press("Escape");
  await ada.until(CLOSED, "closed by Escape");
  await ada.press("Enter");
  await ada.until(`${last("Ask @Gottfried or @Grace @g")} && ${TEXT} === ''`, "sent");
});

test("a name that is written out is sent with Enter at once, and a list for nobody does not open", async () => {
  await type(ada, "Hello @grace");
  await ada.until(`${CHOSEN} === 'Grace'`);
  await ada.press("Enter");
  await ada.until(`${last("Hello @grace")} && ${CLOSED}`, "sent");
  await type(ada, "ada@grace");
  await ada.press("Enter");
  await ada.until(`${last("ada@grace")} && ${CLOSED}`, "an address is no mention");
});

test("a name of two words is completed while its second is written, and the sentence goes on behind it", async () => {
  await register(server.url, "Mary Ann");
  await type(ada, "Ask @mary a");
  await ada.until(`${CHOSEN} === 'Mary Ann'`);
  await ada.press("Enter");
  await ada.until(`${TEXT} === 'Ask @Mary Ann ' && ${CLOSED}`, "the chosen name");
  await ada.view.type("about it");
  await ada.until(CLOSED, "no name begins so");
  await ada.press("Enter");
  await ada.until(`${last("Ask @Mary Ann about it")} && ${TEXT} === ''`, "sent");
  expect(await ada.read<string>("document.querySelector('#log > .message:last-of-type .mention').textContent")).toBe(
    "@Mary Ann",
  );
});

test("keys of an input method are not taken, and the list comes after it", async () => {
  await type(ada, "@");
  await ada.until(`${CHOSEN} === 'Grace'`);
  const enter = "new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })";
  expect(await ada.read<boolean>(`document.querySelector('textarea').dispatchEvent(${enter})`)).toBeTrue();
  await ada.cdp("Input.imeSetComposition", { text: "g", selectionStart: 1, selectionEnd: 1 });
  await ada.cdp("Input.insertText", { text: "go" });
  await ada.until(`${TEXT} === '@go' && ${CHOSEN} === 'Gottfried'`);
  await ada.press("Escape");
});

test("a name is chosen with a finger, and the keyboard stays", async () => {
  await type(grace, "@a");
  await grace.until(`${CHOSEN} === 'Ada'`);
  await grace.click("#names li");
  await grace.until(`${TEXT} === '@Ada ' && document.activeElement.name === 'body' && ${CLOSED}`);
  await grace.fill("textarea", "");
});

test("who is meant sees it, in the row and counted in the title; nobody else does", async () => {
  const hide = (page: Page, hidden: boolean) =>
    page.read(
      `(() => { Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} }); document.dispatchEvent(new Event('visibilitychange')); })()`,
    );
  await hide(grace, true);
  await grace.cdp("Input.dispatchMouseEvent", { type: "mouseMoved", x: 1, y: 1 }); // rows under the pointer are tinted

  await ada.say("for @Grace alone");
  await grace.until(`${last("for @Grace alone")} && document.title === '(1) Lobby · Parlor'`, "counted for Grace");
  await ada.until(last("for @Grace alone"));
  expect(await background(grace)).not.toBe(NONE);
  expect(await background(ada)).toBe(NONE);
  const same = "document.querySelector('#log > .message:last-of-type > div').innerHTML";
  expect(await grace.read<string>(same)).toBe(await ada.read<string>(same));

  await ada.say("for @Gottfried");
  await grace.until(last("for @Gottfried"));
  expect(await background(grace)).toBe(NONE);
  await ada.say("@here for everybody");
  await grace.until("document.title === '(2) Lobby · Parlor'", "everybody is meant; another's mention did not count");
  expect(await background(ada)).toBe(NONE); // who says it is not called
  await hide(grace, false);
  await grace.until("document.title === 'Lobby · Parlor'");
  expect([...ada.complaints, ...grace.complaints]).toEqual([]);
});

test("a reply to the reader is marked, by its edge and its paper; the one it quotes looks like anybody", async () => {
  const luminance = (color: string) => `(() => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.fillStyle = ${color};
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  })()`;
  const style = (name: string, selector: string) => `getComputedStyle(document.querySelector("${selector}")).${name}`;
  const LAST = "#log > .message:last-of-type";

  await grace.say("only the lamp, please");
  await ada.until(last("only the lamp, please"));
  const id = await ada.read<string>(`document.querySelector("${LAST}").dataset.id`);
  await ada.read(`fetch("/rooms/lobby/messages", { method: "POST", headers: { "HX-Request": "true" },
    body: new URLSearchParams({ body: "then only that", reply: "${id}" }) }).then(() => true)`);
  for (const page of [ada, grace]) await page.until(last("then only that"));
  expect(await grace.read<string>(style("borderLeftWidth", LAST))).toBe("3px");
  expect(await ada.read<string>(style("borderLeftWidth", LAST))).toBe("0px");
  for (const value of ["light", "dark"]) {
    await grace.cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
    const [row, paper] = await grace.read<[number, number]>(
      `[${luminance(style("backgroundColor", LAST))}, ${luminance(style("backgroundColor", "body"))}]`,
    );
    expect((Math.max(row, paper) + 0.05) / (Math.min(row, paper) + 0.05)).toBeGreaterThanOrEqual(1.15);
  }
  const [quoted, own] = await ada.read<[string, string]>(
    `[${style("color", `${LAST} > .quote > bdi`)}, ${style("color", `${LAST} > p > bdi`)}]`,
  );
  expect(quoted).not.toBe(own);
});

test("everyone who is here can be chosen in sight, in a list that is no longer than fits", async () => {
  for (let n = 0; n < 8; n++) await register(server.url, `Many${n}`);
  for (const page of [ada, grace]) {
    await type(page, "@");
    await page.until("document.querySelector('#name-here') !== null && !document.querySelector('#names').hidden");
    expect(
      await page.read<boolean>(`(() => {
        const [list, here] = ["#names", "#name-here"].map((id) => document.querySelector(id));
        return list.scrollHeight <= list.clientHeight &&
          here.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom && list.children.length > 5;
      })()`),
    ).toBeTrue();
    await page.press("Escape");
    await page.fill("textarea", "");
  }
});
