/** Rooms beside the log: what the sidebar says of them, and how one gets from one to the next. */
import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { violations, violationsInBothSchemes } from "../support/axe.ts";
import { closeBrowser, openPage, type Page, type PageOptions } from "../support/browser.ts";
import { query } from "../support/database.ts";
import { find, textOf as textIn } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { makeRooms } from "../support/rooms.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const NAMES = ["Ada", "Grace", "מרים", "Linus", "Zoë", "Walker"];
const HEBREW = "חדר הקריאה של יום שלישי";
const LONG = "The society of people who read very long";

let server: TestServer;
let slugs: Record<string, string> = {};
const people = new Map<string, Person>();
const pages: Page[] = [];
let seats = 0;

/** Opens a page of Ada, or of somebody else. */
async function visit(path: string, options: PageOptions & { as?: string } = {}): Promise<Page> {
  const page = await openPage(server.url, `seat${seats++}`, options);
  pages.push(page);
  await page.enter(people.get(options.as ?? "Ada")!, path);
  return page;
}

/** The lists as they are seen: `*` is bold with a dot, `~` soft, and a number what is for the reader. */
const listed = `[...document.querySelectorAll(":is(#rooms-list, #people-list) li")].map((item) => {
  const link = item.querySelector("a");
  const count = item.querySelector(".count")?.textContent ?? "";
  const bold = Number(getComputedStyle(link).fontWeight) >= 600 && !link.ariaCurrent;
  const dot = getComputedStyle(link, "::after").width === "8px";
  return (link.ariaCurrent ? "[" : "") + item.querySelector(".name").textContent + (link.ariaCurrent ? "]" : "") +
    (bold && (dot || count) ? "*" : "") + count + (item.classList.contains("muted") ? "~" : "");
}).join("|")`;
const OPENED = "document.readyState === 'complete' && document.querySelector('h1').textContent";

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000" });
  for (const name of NAMES) people.set(name, await register(server.url, name));
  slugs = await betweenRuns(server, (folder) =>
    makeRooms(folder, ({ room, direct, say, read }) => {
      const kitchen = room("Kitchen", { topic: "What we eat", slow: 30 });
      const reading = room("Reading group");
      const kyoto = room("Kyoto in spring", { kind: "closed", people: [2], topic: "Only those who go" });
      const news = room("House news", { writers: "keepers" });
      const long = room(LONG, { topic: "a topic that goes on and on ".repeat(7).trim() });
      const hebrew = room(HEBREW, { topic: "ספרים וקפה" });
      const [grace, group, notes] = [direct(1, 2), direct(1, 4, 5), direct(1)];
      const walk = direct(2, 6);
      say(1, 1, "Good evening");
      say(walk.id, 2, "Come along");
      say(reading.id, 2, "Chapter one");
      say(group.id, 4, "Supper?");
      read(1, 1, reading.id, group.id);
      read(6, 1, reading.id);
      for (let count = 0; count < 105; count++) say(grace.id, 2, "Are you there?");
      say(kitchen.id, 2, "Soup");
      say(kyoto.id, 2, "@Ada and @Ada");
      say(kyoto.id, 2, "@Ada again");
      say(news.id, 1, "The roof is mended");
      return {
        ...{ kitchen: kitchen.slug, reading: reading.slug, kyoto: kyoto.slug, news: news.slug, long: long.slug },
        ...{ hebrew: hebrew.slug, grace: grace.slug, group: group.slug, notes: notes.slug },
      };
    }),
  );
});

function closePages(): void {
  for (const page of pages.splice(0)) {
    const { complaints } = page;
    page.close();
    expect(complaints).toEqual([]);
  }
}

afterEach(closePages);

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

const LISTED = [
  ...["[Lobby]", "Kitchen*", "Reading group", "Kyoto in spring*2", "House news*", LONG, HEBREW],
  ...["Grace*99+", "Linus, Zoë", "Notes to yourself"],
];

const textOf = (page: Page, selector: string) =>
  page.read<string | undefined>(`document.querySelector(${JSON.stringify(selector)})?.textContent`);
const isShown = (page: Page, selector: string) =>
  page.read<boolean>(`document.querySelector(${JSON.stringify(selector)})?.checkVisibility() ?? false`);
/** Presses an arrow with Alt, and with Shift if it is for unread rooms. */
const walk = (page: Page, key: string, unread = false) =>
  page.press(key, ...(unread ? (["Alt", "Shift"] as const) : (["Alt"] as const)));

test("the sidebar says where something is new and how much is for me, with a script and without one", async () => {
  for (const script of [true, false]) {
    const page = await visit("/rooms/lobby", { script });
    expect((await page.read<string>(listed)).split("|")).toEqual(LISTED);
  }
});

test("who is not in a closed room sees nothing of it", async () => {
  const page = await visit("/rooms/lobby", { as: "Linus" });
  expect(await page.read<string>("document.documentElement.outerHTML")).not.toMatch(/Kyoto|those who go/);
  page.expectOutage(true); // the browser notes the 404
  await page.open(`/rooms/${slugs.kyoto}`);
  expect(await textOf(page, "h1")).toBe("Page not found");
  page.expectOutage(false);
});

test("a direct room is called after the others, and begins the same for everybody", async () => {
  for (const [as, other] of [
    ["Ada", "Grace"],
    ["Grace", "Ada"],
  ] as const) {
    const page = await visit(`/rooms/${slugs.grace}`, { as });
    expect(await textOf(page, "h1")).toBe(other);
    expect(await page.read<string>("document.title")).toMatch(new RegExp(`^(\\(\\d+\\) |• )?${other} · Parlor$`));
    expect(await page.read<string>("document.querySelector('#field').placeholder")).toBe(`Message ${other}`);
    expect(await isShown(page, ".invite-button")).toBeFalse();
  }
  const notes = await visit(`/rooms/${slugs.notes}`);
  expect(await textOf(notes, ".beginning h2")).toBe("These are your notes");
  expect(await textOf(notes, ".welcome p")).toStartWith("Only you can read this");
  const group = await visit(`/rooms/${slugs.group}`);
  expect(await textOf(group, ".beginning h2")).toBe("This is the beginning of your conversation");
  expect(await group.read<string>("document.title")).toEndWith("Linus, Zoë · Parlor");
});

test("who may not write reads why, who may in a slow room how often, with a script and without one", async () => {
  for (const script of [true, false]) {
    const page = await visit(`/rooms/${slugs.news}`, { as: "Linus", script });
    expect(await textOf(page, "#writing")).toBe("Only the keepers of this room write here.");
    expect([await isShown(page, "#writing"), await isShown(page, "#field")]).toEqual([true, false]);
    await page.open(`/rooms/${slugs.kitchen}`);
    expect(await textOf(page, "#writing")).toBe("One message every 30 seconds");
    expect([await isShown(page, "#writing"), await isShown(page, "#field")]).toEqual([true, true]);
  }
  const keeper = await visit(`/rooms/${slugs.kitchen}`);
  expect([await textOf(keeper, "#writing"), await isShown(keeper, "#writing")]).toEqual(["", false]);
});

test("a dot says that somebody is here, and goes with them", async () => {
  const page = await visit("/rooms/lobby");
  const isHere = "document.querySelector('#people-list li').classList.contains('here')";
  expect(await page.read<boolean>(isHere)).toBeFalse();
  const grace = await visit("/rooms/lobby", { as: "Grace" });
  await page.until(isHere);
  grace.close();
  pages.pop();
  await page.until(`!${isHere}`);
});

test("Alt and the arrows lead through the rooms, with Shift through those with something new", async () => {
  const page = await visit(`/rooms/${slugs.reading}`, { as: "Walker" });
  async function lead(key: string, name: string, unread = false): Promise<void> {
    await walk(page, key, unread);
    await page.until(`${OPENED} === ${JSON.stringify(name)}`);
    await page.open(await page.read("location.pathname")); // its script has run, too
  }
  await lead("ArrowDown", "House news", true);
  await lead("ArrowDown", "Grace", true);
  await lead("ArrowDown", "Kitchen", true); // on from the other end
  await lead("ArrowUp", "Lobby");
  await page.read("document.querySelector('#field').focus()");
  await lead("ArrowDown", "Kitchen");
  await lead("ArrowDown", "Reading group");
  await lead("ArrowUp", "Kitchen");
});

test("an open page can fetch the lists anew, with the room's name and topic, to swap each by its id", async () => {
  const page = await visit(`/rooms/${slugs.kitchen}`);
  const fragment = await page.read<string>(
    `fetch(location.pathname + "/sidebar", { headers: { "HX-Request": "true" } }).then((answer) => answer.text())`,
  );
  for (const id of ["rooms-list", "people-list", "room-name", "topic", "writing"]) {
    expect(find(fragment, `#${id}`)[0]?.attributes["hx-swap-oob"]).toBeString();
    expect(await page.read<number>(`document.querySelectorAll("#${id}").length`)).toBe(1);
  }
  expect(find(fragment, "li")).toHaveLength(LISTED.length);
  expect(textIn(fragment, "#topic")).toBe("What we eat");
});

test("a room is named behind a #, completed, and led to", async () => {
  const page = await visit("/rooms/lobby");
  await page.fill("#field", "Supper in #read");
  await page.until("document.querySelector('#names [aria-selected=true]')?.textContent.includes('Reading group')");
  await page.press("Enter");
  await page.until("document.querySelector('#field').value === 'Supper in #reading-group '");
  await page.view.type("and #nowhere");
  await page.press("Enter");
  await page.until("document.querySelector('#log > .message:last-child .room-link') !== null");
  await page.fill("#field", "#חדר");
  await page.until("document.querySelector('#names:not([hidden]) [aria-selected=true]') !== null");
  await page.press("Enter");
  await page.until("document.querySelector('#field').value === '#חדר-הקריאה-של-יום-שלישי '");
  await page.fill("#field", "");
  await page.read("document.querySelector('#log > .message:last-child .room-link').click()");
  await page.until(`${OPENED} === 'Reading group'`);
});

test("a pasted address of a message says who wrote it and where, if everybody may read it", async () => {
  const page = await visit("/rooms/lobby");
  const idOf = (body: string) =>
    query<{ id: number }>(server.folder, "SELECT id FROM messages WHERE body = ?", body)[0]?.id;
  const origin = await page.read<string>("location.origin");
  const address = `${origin}/rooms/kitchen/messages/${idOf("Soup")}`;
  const closed = `${origin}/rooms/${slugs.kyoto}/messages/${idOf("@Ada again")}`;
  const elsewhere = `http://elsewhere.example/rooms/kitchen/messages/${idOf("Soup")}`;
  page.expectOutage(true); // the browser notes the 404, now and when the page is opened again
  await page.say([address, closed, elsewhere, `[named](${address})`].join(" "));
  const links = "[...document.querySelectorAll('#log > .message:last-child > div a')].map((link) => link.textContent)";
  await page.until(`${links}[0] === 'Grace in Kitchen'`);
  expect(await page.read<string[]>(links)).toEqual(["Grace in Kitchen", closed, elsewhere, "named"]);
  expect(await page.read<string>("document.querySelector('#log > .message:last-child > div a').title")).toBe(address);
  await page.open("/rooms/lobby");
  await page.until(`${links}[0] === 'Grace in Kitchen'`);
  await page.read("document.querySelector('#log > .message:last-child > div a').click()");
  await page.until(`location.pathname.endsWith('/messages/${idOf("Soup")}') && ${OPENED} === 'Kitchen'`);
});

test("in a closed room its people are offered first, and others are said not to be there", async () => {
  const page = await visit(`/rooms/${slugs.kyoto}`);
  await page.fill("#field", "@");
  await page.until("document.querySelector('#names:not([hidden]) li') !== null");
  const offered = await page.read<string[]>(
    "[...document.querySelectorAll('#names li:not(#name-here)')].map((one) => one.querySelector('bdi').textContent + (one.querySelector('span')?.textContent.includes('not in this room') ? '!' : ''))",
  );
  expect(offered).toEqual(["Grace", "Linus!", "Walker!", "Zoë!", "מרים!"]);
  await page.fill("#field", "");
});

const SMALL =
  "[...document.querySelectorAll('.sidebar a, .sidebar button, .bar a, .bar button')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 80))";
const WIDE = `["#sidebar", ".lists", ".bar", "html"].filter((selector) => {
  const element = document.querySelector(selector);
  return element.scrollWidth > element.clientWidth;
})`;

for (const [width, height] of [
  [390, 844],
  [1280, 800],
] as const) {
  test(`axe finds nothing in light and in dark, nothing is too wide or too small (${width})`, async () => {
    const isPhone = width < 500;
    const page = await visit("/rooms/lobby", { width, height, touch: isPhone });
    const all = ["lobby", slugs.long, slugs.hebrew, slugs.news, slugs.notes, slugs.kyoto];
    for (const slug of isPhone ? all : all.slice(0, 3)) {
      const path = `/rooms/${slug}`;
      await page.open(path);
      expect([path, ...(await violationsInBothSchemes(page))]).toEqual([path]);
      expect(await page.read<string[]>(WIDE)).toEqual([]);
      if (!isPhone) continue; // wide pages have the list of rooms in all of these
      const atEnd = "innerWidth - document.querySelector('.bar > :last-child').getBoundingClientRect().right";
      expect([path, await page.read<number>(atEnd)]).toEqual([path, 8]); // in rooms without a way to invite, too
      await page.click(".bar > .only-phone");
      await page.until("document.querySelector('#sidebar').matches(':popover-open')");
      expect([path, "drawer", ...(await violationsInBothSchemes(page, "#sidebar"))]).toEqual([path, "drawer"]);
      expect(await page.read<string[]>(`${SMALL}.concat(${WIDE})`)).toEqual([]);
    }
  });
}

test("the lists of the sidebar do not pale while newer ones are on their way", async () => {
  const page = await visit("/rooms/lobby");
  const opacities = await page.read<string[]>(`["#sidebar", "#messages"].map((selector) => {
    const element = document.querySelector(selector);
    element.classList.add("htmx-request"); // as htmx does
    return getComputedStyle(element).opacity;
  })`);
  expect(opacities).toEqual(["1", "0.6"]);
});

test("two hundred rooms scroll within the sidebar, and the open one is in sight", async () => {
  await betweenRuns(server, (folder) =>
    makeRooms(folder, ({ room }) => {
      for (let count = 0; count < 200; count++) room(`Room ${count} of many`);
    }),
  );
  for (const [width, height] of [
    [390, 844],
    [1280, 800],
  ] as const) {
    const page = await visit("/rooms/room-190-of-many", { as: "Zoë", width, height, touch: width < 500 });
    if (width < 500) await page.click(".bar > .only-phone");
    await page.until(`(() => {
      const [open, lists, me] = ["[aria-current]", ".lists", ".me"].map((name) => document.querySelector("#sidebar " + name).getBoundingClientRect());
      return open.top >= lists.top && open.bottom <= lists.bottom && me.bottom <= innerHeight && lists.bottom <= me.top;
    })()`);
    expect(await page.read<string[]>(WIDE)).toEqual([]);
    await page.until("document.querySelector('.unread-above').checkVisibility()");
    await page.click(".unread-above");
    await page.until(
      "document.activeElement.textContent === 'House news' && document.querySelector('.unread-above').hidden",
    );
    expect(await page.read<string[]>(SMALL)).toEqual(width < 500 ? [] : expect.anything());
    await page.open("/rooms/room-100-of-many");
    if (width < 500) await page.click(".bar > .only-phone");
    await page.until("document.querySelector('.unread-below').checkVisibility()");
    await page.click(".unread-below");
    await page.until("document.activeElement.matches('#people-list a')"); // the first of those in which something is new
    expect(await violations(page)).toEqual([]);
  }
});
