/** Emoji: found by the words that people use, walked with the arrow keys, and completed while one writes. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

type Box = { x: number; y: number; width: number; height: number };

let server: TestServer;
let ada: Page;
let grace: Page;

const FOCUSED = "document.activeElement";
const TEXT = "document.querySelector('#field').value";
const CELLS = "[...document.querySelectorAll('#emoji [role=gridcell]')]";
const isOpen = "document.querySelector('#emoji').open && document.querySelector('#emoji [role=row]') !== null";
const isClosed = "!document.querySelector('#emoji').open";
const OPTIONS = "[...document.querySelectorAll('#emoji-names [role=option]')].map(({ dataset }) => dataset.emoji)";
const isListed = "document.querySelector('#emoji-names:not([hidden])') !== null";
const CHOSEN =
  "document.getElementById(document.querySelector('#field').getAttribute('aria-activedescendant'))?.dataset.emoji";

const openPicker = async (page: Page) => {
  await page.click("#emoji-button");
  await page.until(isOpen);
};
const search = async (page: Page, text: string) => {
  await page.fill("#emoji input", text);
  return page.read<string>(`${CELLS}[0]?.value ?? ""`);
};
const type = async (page: Page, text: string) => {
  await page.fill("#field", "");
  await page.view.type(text);
};

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000" });
  await (await register(server.url, "Other")).say("Good evening");
  [ada, grace] = [
    await openPage(server.url, "ada"),
    await openPage(server.url, "grace", { width: 390, height: 844, touch: true }),
  ];
  await ada.register("Ada");
  await grace.register("Grace");
}, 60_000);

afterAll(async () => {
  const complaints = [ada, grace].flatMap((page) => page.complaints);
  closeBrowser();
  await server[Symbol.asyncDispose]();
  expect(complaints).toEqual([]);
});

test("the list of emoji is loaded when it is needed, and not before", async () => {
  const isLoaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/build/emoji-'))";
  expect(await ada.read<boolean>(isLoaded)).toBeFalse();
  await openPicker(ada);
  expect(await ada.read<boolean>(isLoaded)).toBeTrue();
  expect(await ada.read<number>(`${CELLS}.length`)).toBeGreaterThan(1_800);
  await ada.press("Escape");
  await ada.until(isClosed);
});

test("the composer's button puts an emoji where the caret is, and one types on", async () => {
  await type(ada, "ab");
  await ada.press("ArrowLeft");
  await openPicker(ada);
  expect(await search(ada, "tada")).toBe("🎉");
  await ada.press("Enter");
  await ada.until(isClosed);
  await ada.until(`${TEXT} === 'a🎉b' || ${TEXT}`); // says what else stands there
  await ada.until(`${FOCUSED}.id === 'field'`);
  await ada.view.type("c");
  expect(await ada.read<string>(TEXT)).toBe("a🎉cb");
  await ada.read("document.execCommand('undo')");
  await ada.read("document.execCommand('undo')");
  expect(await ada.read<string>(TEXT)).toBe("ab");
});

test("emoji are found by the words that people use; what was used lately is first, and nothing found says so", async () => {
  await openPicker(ada);
  expect(await ada.read<string>("document.querySelector('#emoji [role=rowgroup]').ariaLabel")).toBe("Recent");
  expect(await ada.read<string>(`${CELLS}[0].value`)).toBe("🎉");
  expect(await Promise.all([search(ada, "thx")])).toEqual(["🙏"]);
  for (const [text, emoji] of [
    ["+1", "👍"],
    ["lol", "😆"],
    ["ThumbsUp", "👍"],
  ] as const)
    expect(await search(ada, text)).toBe(emoji);
  expect(await search(ada, "xyzzy")).toBe("");
  expect(await ada.read<string>("document.querySelector('#emoji [role=status]').textContent")).toContain(
    "No emoji for “xyzzy”",
  );
  await ada.press("Escape");
  await ada.until(isClosed);
});

test("the grid is one stop of the Tab key, the arrows walk in it, and letters search", async () => {
  await openPicker(ada);
  expect(await ada.read<string>(`${FOCUSED}.type`)).toBe("search");
  await ada.press("Tab");
  const place = `${CELLS}.indexOf(${FOCUSED})`;
  expect(await ada.read<number>(place)).toBe(0);
  expect(await ada.read<number>(`${CELLS}.filter(({ tabIndex }) => tabIndex === 0).length`)).toBe(1);
  const start = await ada.read<number>(
    "document.querySelectorAll('#emoji [role=rowgroup]')[0].querySelectorAll('button').length",
  );
  await ada.press("ArrowDown");
  expect(await ada.read<number>(place)).toBe(start); // the first of the next group
  for (const [key, moved] of [
    ["ArrowRight", 1],
    ["ArrowDown", 9],
    ["ArrowLeft", 8],
    ["ArrowUp", 0],
    ["End", 7],
    ["Home", 0],
  ] as const) {
    await ada.press(key);
    expect([key, await ada.read<number>(place)]).toEqual([key, start + moved]);
  }
  await ada.cdp("Input.dispatchKeyEvent", { type: "keyDown", key: "o", text: "o" });
  await ada.cdp("Input.dispatchKeyEvent", { type: "keyUp", key: "o" });
  await ada.until(`${FOCUSED}.type === 'search' && ${FOCUSED}.value === 'o'`);
  await ada.press("Escape");
  await ada.until(isClosed);
});

test("on a phone no keyboard comes up, neither when the emoji open nor when one is chosen", async () => {
  await openPicker(grace);
  expect(await grace.read<string>(`${FOCUSED}.role`)).toBe("gridcell");
  const { x, y, width, height } = await grace.read<Box>(
    "document.querySelector('#emoji').getBoundingClientRect().toJSON()",
  );
  expect([x, width, y + height]).toEqual([0, 390, 844]);
  await grace.click("#emoji [role=gridcell]");
  await grace.until(`${isClosed} && ${TEXT} === '😀'`);
  expect(await grace.read<string>(`${FOCUSED}.id`)).not.toBe("field");
  await grace.click("#composer .send");
  await grace.until("[...document.querySelectorAll('#log > .message > div')].at(-1).textContent === '😀'");
});

test("what begins with a colon is completed with the keys, and undo takes it back", async () => {
  await type(ada, "so :tad");
  await ada.until(`${isListed} && ${CHOSEN} === '🎉'`);
  await ada.press("Enter");
  await ada.until(
    `${TEXT} === 'so 🎉' && !(${isListed}) && !document.querySelector('#field').hasAttribute('aria-activedescendant')`,
  );
  await ada.read("document.execCommand('undo')");
  expect(await ada.read<string>(TEXT)).toBe("so :tad");
  await type(ada, ":lol");
  await ada.until(`${isListed} && ${OPTIONS}.length > 2`);
  const [first, second] = await ada.read<string[]>(OPTIONS);
  await ada.press("ArrowDown");
  expect(await ada.read<string>(CHOSEN)).toBe(second!);
  await ada.press("ArrowUp");
  expect(await ada.read<string>(CHOSEN)).toBe(first!);
  await ada.press("ArrowDown");
  await ada.press("Tab");
  await ada.until(`${TEXT} === '${second}'`);
  await type(ada, ":lol");
  await ada.until(`${isListed} && ${CHOSEN} === '${second}'`, "what was used lately is first");
  await ada.press("Escape");
  await ada.until(`!(${isListed})`);
  expect(await ada.read<string>(TEXT)).toBe(":lol");
});

test("what is written out between colons becomes what it means; times, addresses and smileys stay", async () => {
  await type(ada, "well done :tada");
  await ada.until(isListed);
  await ada.view.type(":");
  await ada.until(`${TEXT} === 'well done 🎉'`);
  for (const text of ["at 10:30", "https://a.example", ":)", ":-)", ":D", "a:tada:", ":nosuchthing:"]) {
    await type(ada, text);
    await ada.read("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    expect([text, await ada.read<string>(TEXT), await ada.read<boolean>(isListed)]).toEqual([text, text, false]);
  }
  await ada.fill("#field", "");
});
