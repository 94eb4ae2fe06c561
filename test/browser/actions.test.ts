/** Acting on a message is one movement: the toolbar, the menu, keys and fingers. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { closeBrowser, enterLog, openMenu, openPage, type Page } from "../support/browser.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

type Box = { top: number; right: number };

let server: TestServer;
let other: Person;
let ada: Page;
let grace: Page;

const LAST = "[...document.querySelectorAll('#log > .message')].at(-1)";
const lastIs = (text: string) => `${LAST}?.querySelector(':scope > div').textContent === ${JSON.stringify(text)}`;
const FOCUSED = "document.activeElement";
const EMOJI =
  "[...document.querySelectorAll('#toolbar button[value]:not([value=\"\"])')].map(({ value }) => value).join()";
const REACTIONS = `[...${LAST}.querySelectorAll('.reactions button')].map(({ textContent }) => textContent).join()`;
/** Whether a row is marked as the one that something is about. */
const isMarked = (row: string) => `getComputedStyle(${row}).outlineOffset === '-1px'`;
const shiftTab = (page: Page) => page.view.press("Tab", { modifiers: ["Shift"] });

/** Another person says something; both pages show it. Returns its id. */
async function hear(text: string): Promise<number> {
  const [row] = rowsIn(await (await other.post(text)).text());
  for (const page of [ada, grace]) await page.until(lastIs(text));
  return row?.id ?? 0;
}

/** Where the text of the last row is. */
const placeOfLast = (page: Page) =>
  page.read<{ x: number; y: number }>(
    `(() => { const { x, y } = ${LAST}.querySelector(':scope > div').getBoundingClientRect(); return { x: x + 4, y: y + 8 }; })()`,
  );

/** Moves the mouse to the last message, or away from the log. */
async function hover(page: Page): Promise<void> {
  await page.cdp("Input.dispatchMouseEvent", { type: "mouseMoved", ...(await placeOfLast(page)) });
  await page.until(`document.querySelector('#toolbar').parentElement === ${LAST}`);
}
/** Taps with a finger: `click` is that of a mouse. */
async function tap(page: Page, selector: string): Promise<void> {
  const box = `document.querySelector('${selector}').getBoundingClientRect()`;
  const [x, y] = await page.read<[number, number]>(
    `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(${box})`,
  );
  await page.cdp("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  await page.cdp("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}
const leave = (page: Page) => page.cdp("Input.dispatchMouseEvent", { type: "mouseMoved", x: 2, y: 2 });

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000" });
  other = await register(server.url, "Other");
  await other.say("Good evening");
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

test("under the pointer a toolbar stands at the row's end, and goes with the pointer", async () => {
  await hear("hover me");
  await hover(ada);
  const box = (selector: string) => ada.read<Box>(`${selector}.getBoundingClientRect().toJSON()`);
  const [row, bar] = [await box(LAST), await box("document.querySelector('#toolbar > span')")];
  expect(row.right - bar.right).toBeWithin(0, 16);
  expect(bar.top).toBeLessThan(row.top);
  expect(await ada.read<number>("document.querySelectorAll('#toolbar button').length")).toBe(6);
  await leave(ada);
  await ada.until("document.querySelector('#toolbar').hidden");
});

test("one click on the toolbar reacts, a second takes it back, and what was used lately is at hand the next time", async () => {
  await hear("one click");
  await hover(ada);
  const [, second = ""] = (await ada.read<string>(EMOJI)).split(",");
  await ada.click(`#toolbar [value='${second}']`);
  for (const page of [ada, grace]) await page.until(`${REACTIONS} === '${second} 1'`);
  const button = `document.querySelector("#toolbar [value='${second}']")`;
  await ada.until(`${button}.ariaPressed === 'true' && ${button}.closest('.message') === ${LAST}`, "it stays there"); // though the row is another
  expect((await ada.read<string>(EMOJI)).split(",")[1]).toBe(second); // and no button moves under the pointer
  await ada.click(`#toolbar [value='${second}']`);
  for (const page of [ada, grace]) await page.until(`${REACTIONS} === ''`);
  await hear("the next");
  await hover(ada);
  expect((await ada.read<string>(EMOJI)).split(",")[0]).toBe(second);
  await openMenu(ada);
  expect(await ada.read<string>("document.querySelector('#menu .react button').value")).toBe(second);
  await ada.press("Escape");
});

test("the toolbar replies, and leaves the field ready to type", async () => {
  await hear("answer me");
  await ada.click("#field");
  await hover(ada);
  await ada.click("#toolbar [data-act=reply]");
  await ada.until(
    `document.querySelector('#composer-mode')?.textContent.includes('answer me') === true && ${FOCUSED}.id === 'field'`,
  );
  await ada.until(isMarked(LAST), "the row is marked");
  await ada.press("Escape");
  await ada.until(`!(${isMarked(LAST)})`);
});

test("beside reactions stands a way to others", async () => {
  const id = await hear("more of them");
  await other.ask(`/rooms/lobby/messages/${id}/reactions`, {
    method: "POST",
    body: new URLSearchParams({ emoji: "🎉" }),
  });
  await ada.until(`${REACTIONS} === '🎉 1'`);
  await ada.click("#log > .message:last-of-type .add");
  await ada.until("document.activeElement.type === 'search' && document.querySelector('#emoji [role=row]') !== null");
  expect(await ada.read<boolean>(isMarked(LAST))).toBeTrue();
  await ada.view.type("owl");
  await ada.press("Enter");
  for (const page of [ada, grace]) await page.until(`${REACTIONS} === '🎉 1,🦉 1'`);
  await ada.until(`!(${isMarked(LAST)})`);
});

test("the row that the menu is about is marked, also when the row changes", async () => {
  const id = await hear("about this one");
  await openMenu(ada);
  await ada.until(isMarked(LAST));
  await other.ask(`/rooms/lobby/messages/${id}/edit`, {
    method: "POST",
    body: new URLSearchParams({ body: "about that one" }),
  });
  await ada.until(`${lastIs("about that one")} && ${isMarked(LAST)}`);
  await ada.press("Escape");
  await ada.until(`!(${isMarked(LAST)})`);
});

test("in the menu the arrows walk, Home and End lead to its ends, and letters to what begins with them", async () => {
  await hear("a menu to walk in");
  await enterLog(ada);
  await ada.press("Enter");
  await ada.until("document.querySelector('#menu .actions') !== null");
  const at = () => ada.read<string>(`${FOCUSED}.textContent.trim().replace(/\\s+/g, ' ')`);
  const first = await at();
  await ada.press("ArrowRight");
  expect(await at()).not.toBe(first);
  await ada.press("ArrowDown");
  expect(await at()).toBe("Reply");
  await ada.press("ArrowUp");
  expect(await at()).toBe(first);
  await ada.press("ArrowUp");
  expect(await at()).toBe("About Other");
  await ada.press("Home");
  expect(await at()).toBe(first);
  await ada.press("End");
  expect(await at()).toBe("About Other");
  for (const expected of ["Copy text", "Copy link", "Copy text"]) {
    await ada.press("c");
    expect(await at()).toBe(expected);
  }
  await ada.press("Escape");
});

test("the log is one stop of the Tab key; the arrows walk its rows, and Tab reaches what is in the row in focus", async () => {
  await hear("see https://one.example and https://two.example");
  await hear("[a](https://a.example) and [b](https://b.example)".replaceAll("](", "] ("));
  const id = await hear("links: https://three.example, https://four.example");
  await other.ask(`/rooms/lobby/messages/${id}/reactions`, {
    method: "POST",
    body: new URLSearchParams({ emoji: "🎉" }),
  });
  await ada.until(`${REACTIONS} === '🎉 1'`);
  await ada.read("document.querySelector('#field').focus()");
  await shiftTab(ada);
  expect(await ada.read<string>(`${FOCUSED}.id`)).toBe("messages");
  await enterLog(ada);
  const stops: string[] = [];
  for (let tabs = 0; tabs < 8; tabs++) {
    await ada.press("Tab");
    if (await ada.read<boolean>(`!document.querySelector('#messages').contains(${FOCUSED})`)) break;
    stops.push(await ada.read<string>(`${FOCUSED}.ariaLabel ?? ${FOCUSED}.textContent`));
  }
  const [time, ...rest] = stops;
  expect(time).toMatch(/\d:\d\d/);
  expect(rest.slice(0, 4)).toEqual(["https://three.example", "https://four.example", "🎉 1", "Add a reaction"]);
  expect(rest[4]).toStartWith("React with");
  expect(rest).toHaveLength(5); // the toolbar is one stop
  await ada.read("document.querySelector('#field').focus()");
  await shiftTab(ada);
  expect(await ada.read<string>(`${FOCUSED}.id`)).toBe("messages");
});

test("the keyboard has the toolbar, too: arrows walk in it, Escape leads back to the row", async () => {
  await hear("by keyboard");
  await leave(ada);
  await enterLog(ada);
  await ada.until(`document.querySelector('#toolbar').parentElement === ${LAST}`);
  await ada.press("Tab"); // the time
  await ada.press("Tab");
  expect(await ada.read<boolean>(`${FOCUSED} === document.querySelector('#toolbar button')`)).toBeTrue();
  await ada.press("ArrowLeft");
  expect(await ada.read<string>(`${FOCUSED}.id`)).toBe("menu-button");
  await ada.press("ArrowLeft");
  expect(await ada.read<string>(`${FOCUSED}.ariaLabel`)).toBe("Reply");
  await ada.press("Home");
  await ada.press("Enter");
  const chosen = await ada.read<string>(`document.querySelector('#toolbar button').value`);
  await ada.until(`${REACTIONS} === '${chosen} 1' && ${FOCUSED} === document.querySelector('#toolbar button')`);
  await ada.press("Escape");
  expect(await ada.read<boolean>(`${FOCUSED} === ${LAST}`)).toBeTrue();
});

test("Home and End lead to the first and the last row", async () => {
  await enterLog(ada);
  await ada.press("Home");
  expect(await ada.read<boolean>(`${FOCUSED} === document.querySelector('#log > .message')`)).toBeTrue();
  await ada.press("End");
  expect(await ada.read<boolean>(`${FOCUSED} === ${LAST}`)).toBeTrue();
});

test("on touch each row has a faint button that opens its menu, also rows that come and change", async () => {
  const id = await hear("touch me");
  const more = "#log > .message:last-of-type > .more";
  await grace.until(`document.querySelector('${more}') !== null`);
  expect(
    await grace.read<boolean>(
      "[...document.querySelectorAll('#log > .message')].every((row) => row.querySelectorAll(':scope > .more').length === 1)",
    ),
  ).toBeTrue();
  await other.ask(`/rooms/lobby/messages/${id}/edit`, {
    method: "POST",
    body: new URLSearchParams({ body: "touched" }),
  });
  await grace.until(`${lastIs("touched")} && document.querySelector('${more}') !== null`);
  await tap(grace, more);
  await grace.until("document.querySelector('#menu .actions') !== null");
  expect(await grace.read<boolean>(isMarked(LAST))).toBeTrue();
  expect(await grace.read<boolean>("document.querySelector('#toolbar').hidden")).toBeTrue();
  await grace.press("Escape");
  await grace.until("!document.querySelector('#menu').open");
  expect(await ada.read<number>("document.querySelectorAll('.more').length")).toBe(0);
});

test("a finger that trembles still rests, and one that scrolls does not", async () => {
  await hear("rest here");
  const { x, y } = await placeOfLast(grace);
  const touch = (type: string, ...touchPoints: { x: number; y: number }[]) =>
    grace.cdp("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", { x, y });
  await touch("touchMove", { x: x + 3, y: y - 3 });
  await grace.until("document.querySelector('#menu .actions') !== null");
  await touch("touchEnd");
  await grace.press("Escape");
  await grace.until("!document.querySelector('#menu').open");
});
