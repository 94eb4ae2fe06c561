/** What is new where: the mark in the log, the marks in the sidebar and the title agree on all devices of a person. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import { enroll } from "../../src/rooms/change.store.ts";
import { closeBrowser, openMenu, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { openToChange } from "../support/database.ts";
import { addRoom } from "../support/memory.ts";
import { PASSWORD, type Person, register, rowsIn } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let other: Person;
let ada: Person;
const pages: Page[] = [];

/** A browser of Ada's, or somebody else's, each with a host name and so a cookie of its own. */
const device = async (host: string, room = "lobby", options?: PageOptions, person = ada) => {
  const page = await openPage(server.url, host, options);
  pages.push(page);
  await page.enter(person, `/rooms/${room}`);
  return page;
};
const hide = (page: Page, hidden: boolean) =>
  page.read(
    `(() => { Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} }); document.dispatchEvent(new Event('visibilitychange')); })()`,
  );
const marked = (page: Page) =>
  page.read<string | null>(
    "document.querySelector('#log > .unread-marker')?.nextElementSibling.querySelector(':scope > div').textContent ?? null",
  );
const arrived = (text: string) =>
  `document.querySelector('#log > .message:last-of-type > div')?.textContent === ${JSON.stringify(text)}`;
/** A room in the sidebar: its name, whether it is unread, and the number beside it. */
const listed = (slug: string) =>
  `(() => { const item = document.querySelector('#sidebar a[href="/rooms/${slug}"]')?.closest("li");
    return item ? item.querySelector(".name").textContent + (item.classList.contains("unread") ? " unread " : " read ") + (item.querySelector(".count")?.textContent ?? "") : "not listed"; })()`;
const title = (text: string) => `document.title === ${JSON.stringify(`${text} · Parlor`)}`;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000" });
  other = await register(server.url, "Other");
  ada = await register(server.url, "Ada");
  await betweenRuns(server, (folder) => {
    using db = openToChange(folder);
    enroll(db, addRoom(db, "garden").id, 1, { keeper: true });
    addRoom(db, "cellar", "closed", [1, 2]);
    addRoom(db, "attic", "closed", [1]);
    addRoom(db, "talk", "direct", [1, 2]);
    db.run("UPDATE memberships SET keeper = 1 WHERE user_id = 1");
    db.run("UPDATE users SET admin = 1 WHERE id = 1");
  });
});

afterEach(() => {
  for (const page of pages.splice(0)) {
    page.close();
    expect(page.complaints).toEqual([]);
  }
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

test("what was read on one device is not new on another, and the mark stands where reading stopped on any", async () => {
  const phone = await device("phone");
  await phone.until("document.title === 'Lobby · Parlor'");
  await hide(phone, true);
  await other.say("first while away");
  await other.say("second while away");
  await phone.until(arrived("second while away"));
  expect(await marked(phone)).toBe("first while away");

  const laptop = await device("laptop");
  expect(await marked(laptop)).toBe("first while away");
  await phone.until(title("Lobby"), "the phone, told that it was read on the laptop");
  expect(await marked(phone)).toBe(null);
  await laptop.open("/rooms/lobby");
  expect(await marked(laptop)).toBe(null);
});

test("the list and the title say where something is new, and how much is for the reader", async () => {
  const page = await device("list");
  await page.until(`${title("Lobby")} && ${listed("garden")} === "garden read "`);
  await other.post("in the garden", undefined, "garden");
  await page.until(`${listed("garden")} === "garden unread " && ${title("• Lobby")}`);
  await other.post("@Ada in the garden", undefined, "garden");
  await other.post("between us", undefined, "talk");
  await other.post("and more", undefined, "talk");
  await page.until(`${listed("garden")} === "garden unread 1" && ${listed("talk")} === "Other unread 2"`);
  await page.until(title("(3) Lobby"));
  await other.post("below", undefined, "cellar");
  await other.post("above", undefined, "attic");
  await page.until(`${listed("cellar")} === "cellar unread "`);
  expect(await page.read<string>(listed("attic"))).toBe("not listed");

  const second = await device("second", "talk");
  await page.until(`${listed("talk")} === "Other read " && ${title("(1) Lobby")}`, "what the other device has read");
  await second.open("/rooms/garden");
  await page.until(`${listed("garden")} === "garden read " && ${title("• Lobby")}`);
  await second.open("/rooms/cellar");
  await page.until(`${listed("cellar")} === "cellar read " && ${title("Lobby")}`, "nothing new");
});

test("a room that one leaves at once for another is not new there", async () => {
  const page = await device("quick", "garden");
  await other.post("just now", undefined, "garden");
  await page.until(arrived("just now"));
  await Bun.sleep(300); // a glance, shorter than pages wait until they say what was read
  await page.read("document.querySelector('#sidebar a[href=\"/rooms/lobby\"]').click()");
  await page.until("location.pathname === '/rooms/lobby' && document.readyState === 'complete'");
  await page.until(
    `(${listed("garden")} === "garden read " && ${title("Lobby")}) || document.title + document.querySelector("#rooms-list").outerHTML`,
  );
});

test("what is marked as unread stays so while it is looked at, on all devices, until one leaves and comes back", async () => {
  const [page, laptop] = [await device("marker"), await device("laptop", "garden")];
  await other.say("to be thought about");
  await page.until(arrived("to be thought about"));
  await laptop.until(`${listed("lobby")} === "Lobby unread "`);
  await laptop.until(`${listed("lobby")} === "Lobby read "`, "that it is read on the other device");
  await openMenu(page);
  await page.read("document.querySelector('#menu [data-act=unread]').click()");
  await page.until("document.querySelector('#log > .unread-marker') !== null", "the mark");
  expect(await marked(page)).toBe("to be thought about");
  await laptop.until(`${listed("lobby")} === "Lobby unread "`);
  await other.say("and this");
  await page.until(arrived("and this"));
  await Bun.sleep(3_500); // in which it would be read
  expect([await marked(page), await page.read<string>("document.title")]).toEqual([
    "to be thought about",
    "• Lobby · Parlor",
  ]);
  expect(await laptop.read<string>(listed("lobby"))).toBe("Lobby unread ");
  await hide(page, true);
  await hide(page, false);
  await page.until(title("Lobby"));
  await laptop.until(`${listed("lobby")} === "Lobby read "`, "read on the other device, too");
});

test("without a script a message is marked as unread in its menu, the list shows so, and a button marks all as read", async () => {
  const page = await device("plain", "lobby", { script: false });
  const [message] = rowsIn(await (await other.post("read without a script")).text());
  await page.open(`/rooms/lobby/messages/${message?.id}/menu`);
  await page.follow("form[action$='/unread'] button");
  await page.until("location.pathname === '/rooms/lobby'");
  await page.open("/rooms/garden");
  expect(await page.read<string>(listed("lobby"))).toBe("Lobby unread ");
  await page.open("/rooms/lobby");
  await page.follow(".mark-read button");
  await page.until("document.querySelector('.mark-read') === null && location.pathname === '/rooms/lobby'");
  await page.open("/rooms/garden");
  expect(await page.read<string>(listed("lobby"))).toBe("Lobby read ");
});

test("whoever is suspended is told so in the page, which keeps only what they wrote and did not send", async () => {
  const rude = await register(server.url, "Rude");
  const page = await device("suspended", "lobby", {}, rude);
  await other.say("last words");
  await page.until(arrived("last words"));
  await page.fill("#field", "half a thou");
  page.expectOutage(true);
  const body = new URLSearchParams({ action: "suspend" });
  expect((await other.ask("/admin/people/3", { method: "POST", body })).status).toBe(303);
  await page.until(
    "document.querySelector('#connection').textContent === 'Your account was suspended. What you wrote is kept here. Contact an administrator.'",
    "the reason",
  );
  await page.until("document.querySelectorAll('#log > *').length === 0", "the log to be empty");
  expect(await page.read<string>("document.querySelector('#field').value")).toBe("half a thou");
  await page.say("was I cut off?");
  await page.until("location.pathname === '/login' && document.readyState === 'complete'");
  expect(await page.read<string>("JSON.stringify(localStorage)")).toContain("was I cut off?");
  await page.fill("#username", "Rude");
  await page.fill("#password", PASSWORD);
  await page.press("Enter");
  await page.until(
    "document.querySelector('#password-problem')?.textContent === 'This account is suspended. Contact an administrator.'",
  );
  page.expectOutage(false);
});

test("a room that is renamed, made or archived is so in open pages, in their title as well", async () => {
  const page = await device("renamed", "garden");
  const post = async (path: string, fields: Record<string, string>) => {
    const { status } = await other.ask(path, { method: "POST", body: new URLSearchParams(fields) });
    expect([path, status]).toEqual([path, 303]);
  };
  await post("/rooms/garden/about", { name: "Orchard", topic: "Apples" });
  await page.until(
    `${listed("garden")} === "Orchard read " && document.title.endsWith("Orchard · Parlor")`,
    "the new name",
  );
  expect(await page.read<string>("document.querySelector('#topic').textContent")).toBe("Apples");
  const fetched = `performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/sidebar")).length`;
  await page.until(`${fetched} === 1`, "what else of it is the reader's");
  await post("/rooms", { name: "Bakery", kind: "open" });
  await page.until(`${listed("bakery")} === "Bakery read "`, "the new room");
  await post("/rooms", { name: "Café", kind: "open" });
  await page.until(`${listed("cafe")} === "Café read "`, "another one");
  await post("/rooms/bakery/about", { name: "The bakery around the corner", topic: "" });
  const link = `document.querySelector("#rooms-list a[href='/rooms/bakery']")`;
  await page.until(`${link}.title === "The bakery around the corner" && ${link}.title === ${link}.textContent`);
  await post("/rooms/bakery/about", { name: "Bakery", topic: "" });
  await page.until(`!${link}.hasAttribute("title") && ${link}.textContent === "Bakery"`);
  const order = await page.read<string[]>(
    "[...document.querySelectorAll('#rooms-list a')].map((link) => link.getAttribute('href').slice(7))",
  );
  expect(order.filter((slug) => ["lobby", "garden", "bakery", "cafe"].includes(slug))).toEqual([
    ...["lobby", "garden", "bakery", "cafe"],
  ]);
  expect(await page.read<number>(fetched)).toBe(1);
  const hide = async (level: string) =>
    expect(
      (await ada.ask("/rooms/bakery/level", { method: "POST", body: new URLSearchParams({ level }) })).status,
    ).toBe(303);
  await hide("hidden");
  await page.until(`${listed("bakery")} === "not listed"`, "the hidden room");
  await post("/rooms/bakery/about", { name: "Bread", topic: "" });
  await post("/rooms/cafe/about", { name: "Coffee", topic: "" });
  await page.until(`${listed("cafe")} === "Coffee read "`, "the other name");
  expect(await page.read<string>(listed("bakery"))).toBe("not listed");
  await hide("mine");
  await page.until(`${listed("bakery")} === "Bread read "`, "the room that is hidden no more");
  await post("/rooms/bakery/archive", {});
  await page.until(`${listed("bakery")} === "not listed"`, "the archived room");
  await post("/rooms/bakery/archive", { archived: "off" });
  await page.until(`${listed("bakery")} === "Bread read "`, "the room that is back");

  await page.fill("#field", "half a thought");
  await post("/rooms/garden/archive", {});
  await page.until("document.querySelector('#writing').className === 'not-writable'", "the archived room to say so");
  const shown = `["#field", ".send", ".composer"].map((name) => document.querySelector(name).checkVisibility())`;
  expect(await page.read<boolean[]>(shown)).toEqual([true, false, true]); // what was written stays in sight
  await page.fill("#field", " ");
  await page.press("Backspace");
  expect(await page.read<boolean[]>(shown)).toEqual([false, false, false]);
});

test("whoever is removed from a room is told so, and keeps only what they wrote and did not send", async () => {
  const page = await device("removed", "cellar");
  await page.until(arrived("below"));
  await page.fill("#field", "half a thou");
  page.expectOutage(true); // the browser notes the 404 of what is on its way, and of what is sent then
  const { status } = await other.ask("/rooms/cellar/people/2/remove", { method: "POST" });
  expect(status).toBe(303);
  await page.until(
    "document.querySelector('#connection').textContent === 'You are not in this room any more. Go to Lobby'",
    "the reason",
  );
  expect([await page.texts(), await page.read<string>(listed("cellar"))]).toEqual([[], "not listed"]);
  expect(await page.read<string>("document.querySelector('#field').value")).toBe("half a thou");
  await page.say("was I cut off?");
  await page.until(
    "document.querySelector('#pending .state')?.textContent.startsWith('Not sent. There is no such room')",
  );
  expect(await page.pending()).toEqual(["was I cut off?"]);
  const kept = await page.read<string>("JSON.stringify(localStorage)");
  expect(kept).not.toContain("below");
  await page.read("document.querySelector('#connection a').click()");
  await page.until("location.pathname === '/rooms/lobby' && document.querySelector('#pending .state') !== null");
  expect(await page.pending()).toEqual(["was I cut off?"]);
  await page.until("document.querySelector('#pending [data-act=edit]')?.checkVisibility() === true");
  const shown = `document.querySelector("#pending .state").textContent.split(".")[0] + ", retry: " +
    document.querySelector("#pending [data-act=retry]").checkVisibility()`;
  expect(await page.read<string>(shown)).toBe("Not sent to another room, retry: false");
  await page.click("#pending [data-act=edit]");
  expect(await page.read<string>("document.querySelector('#field').value")).toBe("was I cut off?");
  page.expectOutage(false);
});
