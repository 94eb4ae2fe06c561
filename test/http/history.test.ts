/** The history of a room: every message, once, in order, from the latest to the very beginning and back. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { addMessages, addRoom, query } from "../support/database.ts";
import { attributeOf, logIn, textOf } from "../support/html.ts";
import { cookieOf, PASSWORD, type Person, personOf, register, rowsIn, submit } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const HTMX = { "HX-Request": "true" };
const MESSAGES = 1_060;

let server: TestServer;
let ada: Person;

// The ids of the lobby have gaps: every third message is said in the attic.
beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000" });
  ada = await register(server.url, "ada");
  await betweenRuns(server, (folder) => {
    const attic = addRoom(folder, "attic", "Attic");
    const rooms = Array.from({ length: MESSAGES * 1.5 }, (_, index) => (index % 3 === 2 ? attic : 1));
    addMessages(
      folder,
      rooms.map((room, index) => ({ room, body: `number ${index}` })),
    );
  });
  await Promise.all(Array.from({ length: 40 }, (_, index) => ada.say(`at once ${index}`)));
});
afterAll(() => server[Symbol.asyncDispose]());

const idsOf = (slug: string) =>
  query<{ id: number }>(
    server.folder,
    "SELECT id FROM messages WHERE room_id = (SELECT id FROM rooms WHERE slug = ?) ORDER BY id",
    slug,
  ).map(({ id }) => id);
const idsIn = (html: string) => rowsIn(html).map(({ id }) => id);
const read = async (path: string, headers: Record<string, string> = {}) => {
  const response = await ada.ask(path, { headers });
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return response.text();
};

/** The messages of every answer from a path on, as far as its links lead. */
async function follow(path: string, link: (html: string) => string | undefined, headers?: Record<string, string>) {
  const pages: number[][] = [];
  let last = "";
  for (let next: string | undefined = path; next; next = link(last)) {
    last = await read(next, headers);
    pages.push(idsIn(last));
    if (pages.length > 200) throw new Error("these links never end");
  }
  return { pages, last };
}

const older = (html: string) => attributeOf(logIn(html), "#older a", "href");
const newer = (html: string) => attributeOf(logIn(html), "#newer a", "href");
const olderFragment = (html: string) => attributeOf(html, "#older a", "hx-get");
const newerFragment = (html: string) => attributeOf(html, "#newer a", "hx-get");

test.each(["lobby", "attic"])(
  "paging back through the %s in fragments reaches every message once, in order",
  async (slug) => {
    const page = await read(`/rooms/${slug}`);
    const { pages, last } = await follow(older(page) ?? "", olderFragment, HTMX);
    expect([...pages.reverse().flat(), ...idsIn(page)]).toEqual(idsOf(slug));
    expect(pages.slice(1).every(({ length }) => length === 50)).toBe(true);
    expect(textOf(last, "#older h2")).toStartWith("This is ");
    expect(attributeOf(last, "#older", "data-from")).toBe("0");
    expect(idsOf("lobby").length).toBeGreaterThan(1_000);
  },
);

test("paging back through pages reaches every message once, in order", async () => {
  const { pages, last } = await follow("/rooms/lobby", older);
  expect(pages.reverse().flat()).toEqual(idsOf("lobby"));
  expect(textOf(logIn(last), "#older h2")).toBe("This is the Lobby");
  expect(attributeOf(last, "#log", "data-from")).toBe("0");
});

test("paging forwards in fragments reaches every message once, in order", async () => {
  const { pages } = await follow("/rooms/lobby/messages?after=0", newerFragment, HTMX);
  expect(pages.flat()).toEqual(idsOf("lobby"));
});

test("paging forwards through pages reaches every message once, in order", async () => {
  const { pages } = await follow("/rooms/lobby/messages?after=0", newer);
  expect(pages.flat()).toEqual(idsOf("lobby"));
});

test("from the middle, pages lead back to the beginning and on to the end", async () => {
  const ids = idsOf("lobby");
  const start = `/rooms/lobby/messages?before=${ids[500]}`;
  const back = (await follow(start, older)).pages.reverse().flat();
  const on = (await follow(start, newer)).pages.flat();
  expect(back).toEqual(ids.slice(0, 500));
  expect(on).toEqual(ids.slice(450));
});

test.each([0, 24, 25, 26, 500, -26, -25, -1])(
  "message %p has an address, and from there one reaches all",
  async (at) => {
    const ids = idsOf("lobby");
    const id = ids.at(at) ?? 0;
    const start = `/rooms/lobby/messages/${id}`;
    const page = await read(start);
    const index = ids.indexOf(id);
    expect(idsIn(page)).toEqual(ids.slice(Math.max(0, index - 25), index + 26));
    expect(attributeOf(page, "#log [aria-current]", "data-id")).toBe(String(id));
    expect((await follow(start, older)).pages.reverse().flat()).toEqual(ids.slice(0, index + 26));
    expect((await follow(start, newer)).pages.flat()).toEqual(ids.slice(Math.max(0, index - 25)));
  },
);

test("the page's script gets the page of messages around one as a list of its own", async () => {
  const id = idsOf("lobby")[500] ?? 0;
  const fragment = await read(`/rooms/lobby/messages/${id}`, HTMX);
  expect(logIn(fragment)).toBe(logIn(await read(`/rooms/lobby/messages/${id}`)));
});

test("a message that is not in this room, or nowhere, is not found, as a page and as a fragment", async () => {
  for (const id of [String(idsOf("attic")[3]), "0", "999999999", "99999999999999999999", "x", "1.5", "-1"]) {
    const path = `/rooms/lobby/messages/${id}`;
    const [page, fragment] = [await ada.ask(path), await ada.ask(path, { headers: HTMX })];
    expect([page.status, fragment.status]).toEqual([404, 404]);
    const sentence = id === "x" ? "There is no page at this address." : "There is no such message in this room.";
    expect(textOf(await page.text(), "main p")).toBe(sentence);
    expect(await fragment.text()).toContain(sentence);
  }
  expect((await ada.ask("/rooms/cellar/messages/1")).status).toBe(404);
});

test("messages that arrive while one pages back move nothing", async () => {
  const before = idsOf("lobby");
  const first = await read("/rooms/lobby");
  await ada.say("meanwhile");
  const second = await read(olderFragment(logIn(first)) ?? "", HTMX);
  await ada.say("and once more");
  const third = await read(olderFragment(second) ?? "", HTMX);
  expect([third, second, first].flatMap(idsIn)).toEqual(before.slice(-150));
});

test("a fragment of history says where the log then begins, and moves no cursor", async () => {
  const ids = idsOf("lobby");
  const fragment = await read(`/rooms/lobby/messages?before=${ids[500]}`, HTMX);
  expect(attributeOf(fragment, "#older", "data-from")).toBe(String(ids[450]));
  expect(fragment).not.toContain("data-cursor");
  expect(fragment).not.toContain("<html");
});

test.each([49, 50, 51, 100, 101])("a room of %p messages ends where it began, without an empty page", async (count) => {
  const slug = `room-${count}`;
  await betweenRuns(server, (folder) => {
    const room = addRoom(folder, slug, slug);
    addMessages(
      folder,
      Array.from({ length: count }, (_, index) => ({ room, body: `${index}` })),
    );
  });
  for (const { pages } of [
    await follow(`/rooms/${slug}`, older),
    await follow(`/rooms/${slug}/messages`, olderFragment, HTMX),
    await follow(`/rooms/${slug}/messages?after=0`, newer),
    await follow(`/rooms/${slug}/messages?after=0`, newerFragment, HTMX),
  ]) {
    expect(pages).toHaveLength(Math.ceil(count / 50));
    expect(pages.flat().sort((a, b) => a - b)).toEqual(idsOf(slug));
  }
});

test("a page after the latest message still leads back to the others", async () => {
  const ids = idsOf("lobby");
  const page = await read(`/rooms/lobby/messages?after=${ids.at(-1)}`);
  expect(idsIn(page)).toEqual([]);
  expect(textOf(logIn(page), "#older")).not.toContain("This is");
  expect((await follow(older(page) ?? "", older)).pages.reverse().flat()).toEqual(ids);
});

test.each(["before=x", "before=-1", "before=", "before=1e3", "after=x", "before=99999999999999999999", "since=5", ""])(
  "history asked for with %p is the latest messages",
  async (question) => {
    expect(idsIn(await read(`/rooms/lobby/messages?${question}`, HTMX))).toEqual(idsOf("lobby").slice(-50));
  },
);

test("history is for members only", async () => {
  const stranger = personOf(server.url, "", "");
  const [page, fragment] = [
    await stranger.ask("/rooms/lobby/messages?before=60"),
    await stranger.ask("/rooms/lobby/messages", { headers: HTMX }),
  ];
  expect([page.status, fragment.status]).toEqual([303, 401]);
  expect(rowsIn((await page.text()) + (await fragment.text()))).toEqual([]);
});

test("without JavaScript one registers, posts and pages back to the beginning", async () => {
  const entered = await submit(server.url, "/register", { username: "grace", password: PASSWORD });
  const cookie = cookieOf(entered);
  const room = entered.headers.get("location") ?? "";
  const posted = await submit(server.url, `${room}/messages`, { body: "with paper\r\nand pen" }, { cookie });
  expect(posted.status).toBe(303);
  const page = await (await fetch(server.url + (posted.headers.get("location") ?? ""), { headers: { cookie } })).text();
  expect(rowsIn(page).at(-1)?.text).toBe("with paper\nand pen");
  const seen = (await follow(older(page) ?? "", older)).pages.reverse().flat();
  expect([...seen, ...idsIn(page)]).toEqual(idsOf("lobby"));
});
