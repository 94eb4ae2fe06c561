/** Open rooms that a message names are links, wherever words are, and nothing else is. */
import { describe, expect, test } from "bun:test";

import { find } from "../../test/support/html.ts";
import { addPerson, addRoom, openMemory } from "../../test/support/memory.ts";
import { archiveRoom, changeRoom } from "../rooms/change.store.ts";
import { openRoomWords, roomWord } from "../rooms/links.ts";
import { openRowCache } from "./row.tsx";
import { textToHtml } from "./text.ts";

const db = openMemory();
const ada = addPerson(db, "Ada");
db.run("UPDATE users SET admin = 1");

/** Makes a room with a name and a slug. */
function add(slug: string, name: string, kind: "open" | "closed" = "open"): number {
  const { id } = addRoom(db, slug, kind, kind === "closed" ? [ada] : []);
  db.query("UPDATE rooms SET name = ? WHERE id = ?").run(name, id);
  return id;
}

add("kitchen", "Kitchen");
add("reading-group", "Reading group");
add("x81k", "חדר הקריאה");
add("cafe", "Café & Küche");
add("2026", "2026");
add("cellar", "Cellar", "closed");
const attic = add("attic", "Attic");
archiveRoom(db, { room: attic, by: ada, archived: true, at: 1 });
const { find: findRoom } = openRoomWords(db);

const render = (text: string) => textToHtml(text, undefined, findRoom);
/** The links of a text: what is shown, and where each leads. */
const linked = (text: string) => find(render(text), "a").map((link) => [link.text, link.attributes.href]);
const KITCHEN = ["#kitchen", "/rooms/kitchen"];

describe("a room is named by its slug, or by its name without what is between its words", () => {
  test.each([
    ["#kitchen", [KITCHEN]],
    ["see #kitchen.", [KITCHEN]],
    ["(#kitchen), #kitchen!", [KITCHEN, KITCHEN]],
    ["#Kitchen's door", [["#Kitchen", "/rooms/kitchen"]]],
    ["#reading-group-", [["#reading-group", "/rooms/reading-group"]]],
    ["#ReadingGroup", [["#ReadingGroup", "/rooms/reading-group"]]],
    ["#חדר-הקריאה יפה", [["#חדר-הקריאה", "/rooms/x81k"]]],
    ["#CAFÉ and #cafekuche", [["#CAFÉ", "/rooms/cafe"], ["#cafekuche", "/rooms/cafe"]]], // prettier-ignore
    ["#2026", [["#2026", "/rooms/2026"]]],
    ["**#kitchen** and _#kitchen_ and ~~#kitchen~~", [KITCHEN, KITCHEN, KITCHEN]],
    ["> #kitchen\n- #kitchen\n1. #kitchen", [KITCHEN, KITCHEN, KITCHEN]],
    ["#lobby", [["#lobby", "/rooms/lobby"]]],
  ])("%j", (text, links) => expect(linked(text)).toEqual(links as string[][]));
});

describe("what names no open room stays as it was typed", () => {
  test.each([
    ["#nowhere"],
    ["#cellar"], // closed: its name is nobody's business
    ["#attic"], // archived
    ["# kitchen"],
    ["##kitchen"],
    ["a#kitchen"],
    ["C#kitchen"],
    ["@#kitchen"],
    ["#kitchens"],
    ["#kitchen-door"],
    ["a.example/#kitchen"],
    ["#-"],
    ["#"],
    [`#${"a".repeat(3_000)}`],
  ])("%j", (text) => expect(render(text)).toBe(Bun.escapeHTML(text)));

  test("in code, in addresses, and in names of links", () => {
    expect(find(render("`#kitchen`\n```\n#kitchen\n```"), "a")).toEqual([]);
    expect(linked("https://a.example/#kitchen")).toEqual([
      ["https://a.example/#kitchen", "https://a.example/#kitchen"],
    ]);
    expect(linked("[#kitchen](https://a.example)")).toEqual([["#kitchen", "https://a.example"]]);
    expect(linked("\\#kitchen")).toEqual([KITCHEN]); // a backslash is for marks
    expect(render("&#kitchen;")).toBe("&amp;#kitchen;");
  });
});

test("many of them cost little", () => {
  for (const part of ["#kitchen ", "#kitchen", "#-", "#", "#a-", "_#kitchen_ "]) {
    const text = part.repeat(4_000 / part.length);
    const since = performance.now();
    render(text);
    expect([part, performance.now() - since < 50]).toEqual([part, true]);
  }
});

test("the word for a room is read as that room", () => {
  for (const [slug, word] of [
    ["kitchen", "kitchen"],
    ["reading-group", "reading-group"],
    ["x81k", "חדר-הקריאה"],
    ["cafe", "Café-Küche"],
  ]) {
    const { name } = db.query<{ name: string }, [string]>("SELECT name FROM rooms WHERE slug = ?").get(slug!)!;
    expect(roomWord({ slug: slug!, name })).toBe(word!);
    expect(linked(`#${word}`)).toEqual([[`#${word}`, `/rooms/${slug}`]]);
  }
});

test("a row is rendered anew when its words mean other rooms, and others are not", () => {
  const words = openRoomWords(db);
  const rows = openRowCache(100_000, () => "lobby", undefined, undefined, words);
  const message = {
    ...{
      id: 1,
      key: "k",
      room: 1,
      author: 1,
      authorName: "Ada",
      authorHue: null,
      authorPicture: null,
      authorRev: 0,
      rev: 1,
      at: 0,
    },
    ...{
      continues: false,
      editedAt: null,
      deletedBy: null,
      reactions: null,
      quote: null,
      files: null,
      body: "#pantry",
    },
  };
  const plain = { ...message, id: 2, body: "pantry" };
  const before = rows([plain]);
  expect(find(rows([message]), ".room-link")).toEqual([]);
  expect(words.refresh()).toBeFalse();
  add("pantry", "Larder");
  expect(words.refresh()).toBeTrue();
  expect(find(rows([message]), ".room-link")).toHaveLength(1);
  expect(rows([plain])).toBe(before);
  const { id } = db.query<{ id: number }, []>("SELECT id FROM rooms WHERE slug = 'pantry'").get()!;
  changeRoom(db, { room: id, by: ada, kind: "closed" });
  expect(words.refresh()).toBeTrue();
  expect(find(rows([message]), ".room-link")).toEqual([]);
});
