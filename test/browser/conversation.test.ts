/** What people do with messages that are there, seen by two of them. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, enterLog, openMenu, openPage, type Page } from "../support/browser.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let other: Person;
let ada: Page;
let grace: Page;

const LAST = "[...document.querySelectorAll('#log > .message')].at(-1)";
const composer = "document.querySelector('#composer textarea')";
const lastIs = (text: string) => `${LAST}?.querySelector(':scope > div').textContent === ${JSON.stringify(text)}`;

/** Another person says something; both pages show it. Returns its id. */
async function hear(text: string): Promise<number> {
  const [row] = rowsIn(await (await other.post(text)).text());
  for (const page of [ada, grace]) await page.until(lastIs(text));
  return row?.id ?? 0;
}

async function say(page: Page, text: string): Promise<void> {
  await page.say(text);
  for (const reader of [ada, grace]) await reader.until(lastIs(text));
}

const choose = (page: Page, what: string) => page.click(`#menu [data-act=${what}]`);

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  other = await register(server.url, "Other");
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

test("arrow-up in an empty composer changes one's last message, and everybody sees it changed", async () => {
  await say(ada, "see you at nin");
  await hear("in between");
  await ada.press("ArrowUp");
  await ada.until(`${composer}.value === 'see you at nin'`);
  await ada.fill("#composer textarea", "see you at nine");
  await hear("while you type"); // the row may be replaced meanwhile, the text may not
  await ada.press("Enter");
  for (const page of [ada, grace]) {
    await page.until(
      "document.querySelector('#log [data-edited]')?.textContent === 'see you at nine' && document.querySelector('#composer-mode') === null",
    );
  }
  expect(await ada.read<string>(`${composer}.value`)).toBe("");
  expect(await ada.read<number>("document.querySelectorAll('#log [data-edited]').length")).toBe(1);
});

test("Escape leaves the message as it is, and gives back the draft that was there", async () => {
  await say(ada, "as it is");
  await ada.fill("#composer textarea", "half a thought");
  await openMenu(ada);
  await choose(ada, "edit");
  await ada.until(`${composer}.value === 'as it is'`);
  await ada.fill("#composer textarea", "otherwise");
  await ada.press("Escape");
  expect(await ada.read<string>(`${composer}.value`)).toBe("half a thought");
  expect(await ada.read<boolean>(lastIs("as it is"))).toBeTrue();
  await ada.fill("#composer textarea", "");
  await ada.press("Backspace");
});

test("a change that is not taken, and one that a reload comes upon, are still in the composer", async () => {
  await say(ada, "to be continued");
  await ada.press("ArrowUp");
  await ada.until(`${composer}.value === 'to be continued'`);
  await ada.fill("#composer textarea", "x".repeat(4_001));
  await ada.press("Enter");
  await ada.until("document.querySelector('#composer-error')?.textContent.includes('4,001 characters') === true");
  expect(await ada.read<number>(`${composer}.value.length`)).toBe(4_001);
  await ada.fill("#composer textarea", "continued");
  await ada.open("/rooms/lobby");
  await ada.until(`document.querySelector('#composer-mode') !== null && ${composer}.value === 'continued'`);
  await ada.press("Enter");
  await grace.until(lastIs("continued"));
  await ada.until("document.querySelector('#composer-mode') === null");
});

test("a deleted message leaves its place, in every page and after a reload", async () => {
  await say(ada, "better not said");
  await openMenu(ada);
  await ada.click("#menu summary");
  await ada.read("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"); // the menu has its place
  await ada.click("#menu .danger");
  for (const page of [ada, grace]) await page.until(lastIs("Deleted this message"));
  await ada.until("!document.querySelector('#menu').open"); // once its own answer is there, which may come after the row
  await ada.open("/rooms/lobby");
  expect(await ada.read<boolean>(lastIs("Deleted this message"))).toBeTrue();
  expect(await grace.read<boolean>("document.body.textContent.includes('better not said')")).toBeFalse();
});

test("a reaction shows for everybody, one's own is marked, and a click takes it back", async () => {
  await say(grace, "who is in?");
  await openMenu(ada);
  await ada.click("#menu [value='👍']");
  const reactions = `[...${LAST}.querySelectorAll('.reactions button')]`;
  const shown = (text: string) => `${reactions}.map((one) => one.textContent).join() === '${text}'`;
  for (const page of [ada, grace]) await page.until(shown("👍 1"));
  await grace.read(`${reactions}[0].click()`);
  for (const page of [ada, grace]) await page.until(shown("👍 2"));
  await ada.read(`${reactions}[0].focus()`);
  expect(await ada.read<string>(`${reactions}[0].ariaPressed`)).toBe("true");
  await other.ask(`/rooms/lobby/messages/${await ada.read<string>(`${LAST}.dataset.id`)}/reactions`, {
    method: "POST",
    body: new URLSearchParams({ emoji: "🎉" }),
  });
  for (const page of [ada, grace]) await page.until(shown("👍 2,🎉 1"));
  const borders = await ada.read<string[]>(`${reactions}.map((one) => getComputedStyle(one).borderColor)`);
  expect(borders[0]).not.toBe(borders[1]!);
  expect(await ada.read<boolean>(`document.activeElement === ${reactions}[0]`)).toBeTrue(); // though the row is another
  expect(await ada.read<string>(`${LAST}.ariaLive`)).toBe("off"); // a reaction is not read out as a new message
  await ada.press("Enter");
  for (const page of [ada, grace]) await page.until(shown("👍 1,🎉 1"));
  await ada.read(
    `${reactions}[0].dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))`,
  );
  await ada.until(`${reactions}[0].title === '👍 Grace'`);
});

test("a reply says whom it answers, survives a reload, and follows what becomes of the original", async () => {
  await say(ada, "where shall we meet?");
  await hear("in between again");
  await enterLog(grace);
  await grace.press("ArrowUp");
  await grace.press("Enter");
  await grace.until("document.querySelector('#menu .actions') !== null");
  await choose(grace, "reply");
  await grace.until(
    "document.querySelector('#composer-mode')?.textContent.includes('Replying to Ada where shall we meet?') === true",
  );
  await grace.view.type("under the clock");
  await grace.open("/rooms/lobby");
  await grace.until("document.querySelector('#composer-mode') !== null");
  expect(await grace.read<string>(`${composer}.value`)).toBe("under the clock");
  await grace.click("#composer .send");
  const quote = `${LAST}.querySelector('.quote')`;
  for (const page of [ada, grace]) {
    await page.until(`${lastIs("under the clock")} && ${quote}?.textContent === 'Ada where shall we meet?'`);
  }
  expect(await grace.read<boolean>("document.querySelector('#composer-mode') === null")).toBeTrue();
  await ada.click("#composer textarea");
  await ada.press("ArrowUp");
  await ada.until(`${composer}.value === 'where shall we meet?'`);
  await ada.fill("#composer textarea", "where and when?");
  await ada.press("Enter");
  for (const page of [ada, grace]) await page.until(`${quote}?.textContent === 'Ada where and when?'`);
  await ada.until("document.querySelector('#composer-mode') === null");
  await grace.read(`${quote}.click()`);
  await grace.until("document.querySelector('[aria-current] > div')?.textContent === 'where and when?'");
  await say(grace, "and I answer nobody now");
  expect(await grace.read<boolean>(`${quote} === null`)).toBeTrue();
});

test("by keyboard the menu is reached, offers what may be done, and gives the focus back", async () => {
  await hear("of another person");
  await enterLog(ada);
  await ada.press("Enter");
  await ada.until("document.querySelector('#menu .actions') !== null");
  const offers = "[...document.querySelectorAll('#menu [data-act]')].map((one) => one.dataset.act)";
  expect(await ada.read<string[]>(offers)).toEqual(["emoji", "reply", "copy", "link", "unread"]);
  await ada.press("Escape");
  await ada.until(`document.activeElement === ${LAST}`);
  await ada.press("ArrowUp");
  expect(await ada.read<boolean>(`document.activeElement === ${LAST}.previousElementSibling`)).toBeTrue();
});

test("what is copied is the text with its structure", async () => {
  await other.post("> why?\n24. Dezember ist **frei**\n- `a*b`");
  await ada.until(`${LAST}.querySelector('blockquote') !== null`);
  await ada.read("navigator.clipboard.writeText = async (text) => { window.copied = text; }");
  await openMenu(ada);
  await ada.click("#menu [data-act=copy]");
  await ada.until("window.copied !== undefined");
  expect(await ada.read<string>("window.copied")).toBe("> why?\n24. Dezember ist frei\n- a*b");
});

test("several messages are copied with names, times and the structure of their texts, and without the avatars", async () => {
  await other.post("- one\n- two");
  await other.post("**and** three");
  await hear("the last");
  const copied = await ada.read<{ rows: string; inOne: boolean }>(`(() => {
    const rows = [...document.querySelectorAll('#log > .message')].slice(-3);
    rows[0].classList.remove('continued'); // its name and time are shown, whatever stands above
    const copy = () => {
      const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event;
    };
    getSelection().setBaseAndExtent(rows[0], 0, rows[2].querySelector(':scope > div'), 1);
    const time = rows[0].querySelector('time').textContent;
    const rowsText = copy().clipboardData.getData('text/plain').replace(time, 'TIME');
    getSelection().selectAllChildren(rows[1].querySelector(':scope > div'));
    return { rows: rowsText, inOne: copy().defaultPrevented };
  })()`);
  expect(copied).toEqual({ rows: "Other, TIME\n- one\n- two\nand three\nthe last", inOne: false });
});

test("a long press opens the menu, and lifting the finger leaves it open", async () => {
  const [x, y] = await grace.read<[number, number]>(
    `(() => { const { x, y } = ${LAST}.querySelector(':scope > div').getBoundingClientRect(); return [x + 4, y + 8]; })()`,
  );
  await grace.cdp("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  await grace.until("document.querySelector('#menu .actions') !== null");
  await grace.cdp("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  expect(await grace.read<boolean>("document.querySelector('#menu').open")).toBeTrue();
  const heights =
    "[...document.querySelectorAll('#menu a, #menu button, #menu summary')].filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().height)";
  expect(Math.min(...(await grace.read<number[]>(heights)))).toBeGreaterThanOrEqual(44);
  await grace.press("Escape");
});
