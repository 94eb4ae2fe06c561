/** The list of a room: made once for everybody, and true about what it does not show. */
import { describe, expect, test } from "bun:test";

import { attributeOf, find, textOf } from "../../test/support/html.ts";
import { addPerson, addRoom, LOBBY, openMemory, say } from "../../test/support/memory.ts";
import { readAround } from "./history.ts";
import { isEmptyRoom, openLatestPageCache } from "./log.tsx";
import { openRowCache } from "./row.tsx";
import { messagesAfter, messagesBefore, readEpoch } from "./store.ts";

function open(count: number) {
  const db = openMemory();
  const ada = addPerson(db, "Ada");
  const messages = Array.from({ length: count }, (_, index) => say(db, { author: ada, body: `message ${index}` }));
  return {
    db,
    ada,
    messages,
    logs: openLatestPageCache(
      db,
      openRowCache(1_000_000, () => "lobby"),
    ),
    epoch: readEpoch(db),
  };
}

const texts = (html: string) => find(html, "li.message > div").map(({ text }) => text);
const from = (html: string) => attributeOf(html, "#log", "data-from");
const cursor = (html: string) => attributeOf(html, "#log", "data-cursor");
const linkIn = (html: string, id: string) => attributeOf(html, `${id} a`, "href");

test("the latest page shows the last fifty messages and stands at the latest change", () => {
  const { logs, messages, epoch } = open(51);
  const html = logs.latest(LOBBY);
  expect(texts(html)).toEqual(messages.slice(1).map(({ body }) => body));
  expect(cursor(html)).toBe(`${epoch}.51`);
});

test("a page says where it begins and leads to what is before", () => {
  const { logs, messages } = open(51);
  const html = logs.latest(LOBBY);
  expect(from(html)).toBe(String(messages[1]!.id));
  expect(attributeOf(html, "#older", "data-from")).toBe(String(messages[1]!.id));
  expect(linkIn(html, "#older")).toBe(`/rooms/lobby/messages?before=${messages[1]!.id}`);
  expect(attributeOf(html, "#older a", "hx-get")).toBe(`/rooms/lobby/messages?before=${messages[1]!.id}`);
});

test("the first message of a page shows its name, also where it continues one that is not in it", () => {
  const named = (count: number) =>
    find(open(count).logs.latest(LOBBY), "li.continued").map(({ attributes }) => "data-named" in attributes);
  expect(named(51).slice(0, 2)).toEqual([true, false]);
  expect(named(2)).toEqual([false]);
});

test.each([0, 1, 50])("with %p messages the beginning of the room is on the latest page", (count) => {
  const html = open(count).logs.latest(LOBBY);
  expect(texts(html)).toHaveLength(count);
  expect([from(html), attributeOf(html, "#older", "data-from")]).toEqual(["0", "0"]);
  expect(textOf(html, "#older h2")).toBe("This is the Lobby");
  expect(textOf(html, "#older p") ?? "").toMatch(count === 0 ? /^$/ : /^It began in \w+ 20\d\d\.$/);
  expect(isEmptyRoom(html)).toBe(count === 0);
  expect(find(html, "#older a")).toEqual([]);
});

test("the latest page is made once, until its room changes", () => {
  const { db, ada, logs, epoch } = open(1);
  const garden = addRoom(db, "garden");
  const first = logs.latest(LOBBY);
  say(db, { author: ada, body: "unheard of" });
  expect(logs.latest(LOBBY)).toBe(first);
  logs.forget(garden.id);
  expect(logs.latest(LOBBY)).toBe(first);
  logs.forget(LOBBY.id);
  const second = logs.latest(LOBBY);
  expect(texts(second)).toEqual(["message 0", "unheard of"]);
  expect(cursor(second)).toBe(`${epoch}.2`);
});

test("every room has a list of its own", () => {
  const { db, ada, logs } = open(1);
  const garden = addRoom(db, "garden");
  say(db, { author: ada, room: garden.id, body: "roses" });
  expect([texts(logs.latest(LOBBY)), texts(logs.latest(garden))]).toEqual([["message 0"], ["roses"]]);
});

test("a page in the middle leads both ways", async () => {
  const { db, logs, messages } = open(9);
  const { messages: middle } = messagesBefore(db, LOBBY.id, messages[6]!.id, 3);
  const html = await logs.page(LOBBY, { messages: middle, before: middle[0]!.id, after: middle[2]!.id });
  expect(texts(html)).toEqual(["message 3", "message 4", "message 5"]);
  expect(linkIn(html, "#older")).toBe(`/rooms/lobby/messages?before=${messages[3]!.id}`);
  expect(linkIn(html, "#newer")).toBe(`/rooms/lobby/messages?after=${messages[5]!.id}`);
});

test("the message somebody came for is marked in its page, and nowhere else", async () => {
  const { db, logs, messages } = open(60);
  const marked = (html: string) => find(html, "[aria-current]").map(({ attributes }) => Number(attributes["data-id"]));
  const around = readAround(db, LOBBY.id, messages[30]!.id)!;
  const html = await logs.page(LOBBY, around);
  expect(texts(html)).toEqual(messages.slice(5, 56).map(({ body }) => body));
  expect(marked(html)).toEqual([messages[30]!.id]);
  expect([linkIn(html, "#older"), linkIn(html, "#newer")]).toEqual([
    `/rooms/lobby/messages?before=${messages[5]!.id}`,
    `/rooms/lobby/messages?after=${messages[55]!.id}`,
  ]);
  expect(marked(logs.latest(LOBBY))).toEqual([]);
});

test("a page at the end does not lead on", async () => {
  const { db, logs, messages } = open(4);
  const { messages: last } = messagesAfter(db, LOBBY.id, messages[2]!.id, 3);
  expect(find(await logs.page(LOBBY, { messages: last, before: last[0]!.id }), "#newer")).toEqual([]);
});

describe("a page of which nothing is in the cache", () => {
  /** Rows that take a while. */
  function openSlow() {
    const opened = open(20);
    const rows = openRowCache(0, () => "lobby");
    const logs = openLatestPageCache(opened.db, (messages) => {
      for (const end = performance.now() + 2; performance.now() < end;);
      return rows(messages);
    });
    return { ...opened, logs };
  }

  test("is made in slices, between which others have a turn, and once for all who ask", async () => {
    const { logs, messages } = openSlow();
    const page = logs.latestInSlices(LOBBY);
    expect(logs.latestInSlices(LOBBY)).toBe(page);
    let turns = 0;
    const count = () => (turns++, (timer = setImmediate(count)));
    let timer = setImmediate(count);
    const html = await page;
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(3);
    turns = 0;
    timer = setImmediate(count);
    for (const html of await Promise.all([1, 2, 3].map(() => logs.page(LOBBY, { messages })))) {
      expect(texts(html)).toHaveLength(20);
    }
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(20); // all together have a slice in a turn, not each
    expect(html).toBe(logs.latest(LOBBY));
    expect(logs.latestInSlices(LOBBY)).toBe(html);
  });

  test("stands where the log stood when its messages were read, and is not kept when the room changes meanwhile", async () => {
    const { db, ada, logs, epoch, messages } = openSlow();
    const [page, around] = [logs.latestInSlices(LOBBY), logs.page(LOBBY, { messages })];
    say(db, { author: ada, body: "meanwhile" });
    logs.forget(LOBBY.id);
    for (const html of [await page, await around]) {
      expect(cursor(html)).toBe(`${epoch}.20`);
      expect(texts(html)).toHaveLength(20);
    }
    expect(texts(await logs.latestInSlices(LOBBY)).at(-1)).toBe("meanwhile");
  });
});

test("a room begins with its topic, and one between people with nothing of whoever asks first", () => {
  const { logs } = open(0);
  const kitchen = logs.latest({ ...LOBBY, id: 2, name: "Kitchen", topic: "What we <eat>" });
  expect([textOf(kitchen, "#older h2"), textOf(kitchen, "#older p")]).toEqual(["This is Kitchen", "What we <eat>"]);
  const talk = logs.latest({ ...LOBBY, id: 3, kind: "direct", name: "Grace", people: "1,2" });
  expect(textOf(talk, "#older h2")).toBe("This is the beginning of your conversation");
  expect(talk).not.toContain("Grace");
  const notes = logs.latest({ ...LOBBY, id: 4, kind: "direct", name: "Notes to yourself", people: "1" });
  expect(textOf(notes, "#older h2")).toBe("These are your notes");
});

test("the name of a room is shown, not carried out", () => {
  const { logs } = open(0);
  const html = logs.latest({ ...LOBBY, id: 7, slug: "x", name: "<b onclick=x>&" });
  expect(textOf(html, "#older h2")).toBe("This is <b onclick=x>&");
  expect(html).not.toContain("<b onclick");
});
