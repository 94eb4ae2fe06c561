/** Who is meant is found in any script and in the middle of a sentence, and nobody else is. */
import { expect, test } from "bun:test";

import { find } from "../../test/support/html.ts";
import { addPerson, NOON, openMemory } from "../../test/support/memory.ts";
import { findUserIds, findUsersByPrefix } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { readMentions } from "./mentions.ts";
import { textToHtml } from "./text.ts";

const db = openMemory();
const NAMES = ["Ada", "grace.h", "小紅", "Zoë", "ada_l", "d-", "นารี", "a".repeat(24)];
const SPACED = ["Mary Ann", "Mary", "Mary Ann Evans", "J. R. R. Tolkien", "山田 太郎", "José Luis"];
const ids = new Map([...NAMES, ...SPACED].map((name) => [addPerson(db, name), name]));

const render = (text: string) =>
  textToHtml(
    text,
    readMentions(text, (names) => findUserIds(db, names, NOON)),
  );

/** What is shown as a mention, and whom it means. */
const mentioned = (text: string) =>
  find(render(text), ".mention").map(({ text, attributes: { "data-user": user = "" } }) => [
    text,
    ids.get(Number(user)) ?? user,
  ]);

test.each([
  ["@Ada, are you there?", "@Ada", "Ada"],
  ["so says @ADA.", "@ADA", "Ada"],
  ["(@ada)", "@ada", "Ada"],
  ["<@ada>", "@ada", "Ada"],
  ["@ada's hat", "@ada", "Ada"],
  ["@ada...", "@ada", "Ada"],
  ["@grace.h.", "@grace.h", "grace.h"],
  ["@d-", "@d-", "d-"],
  ["@d--", "@d-", "d-"],
  ["@Zoe\u0308!", "@Zoe\u0308", "Zoë"],
  ["@ａｄａ", "@ａｄａ", "Ada"],
  ["你好@小紅你好", "@小紅", "小紅"],
  ["@Ada你好", "@Ada", "Ada"],
  ["@นารีไปไหน", "@นารี", "นารี"],
  [`@${"a".repeat(24)}`, `@${"a".repeat(24)}`, "a".repeat(24)],
  ["**@ada_l**", "@ada_l", "ada_l"],
  ["_@ada_l_", "@ada_l", "ada_l"],
  ["> - *@ada*", "@ada", "Ada"],
  ["@Here is food", "@Here", "here"],
  ["@Mary Ann", "@Mary Ann", "Mary Ann"],
  ["@mary ann, are you there?", "@mary ann", "Mary Ann"],
  ["ask @Mary Ann. She knows", "@Mary Ann", "Mary Ann"],
  ["@Mary Ann's hat", "@Mary Ann", "Mary Ann"],
  ["**@Mary Ann** said", "@Mary Ann", "Mary Ann"],
  ["@Mary Ann Evans wrote it", "@Mary Ann Evans", "Mary Ann Evans"],
  ["@Mary and Ann", "@Mary", "Mary"],
  ["@Mary Anne", "@Mary", "Mary"],
  ["@Mary  Ann", "@Mary", "Mary"],
  ["@Mary\nAnn", "@Mary", "Mary"],
  ["@Mary. Ann is here", "@Mary", "Mary"],
  ["@Ada Mary Ann", "@Ada", "Ada"],
  ["@j. r. r. tolkien wrote it", "@j. r. r. tolkien", "J. R. R. Tolkien"],
  ["@山田 太郎さん", "@山田 太郎", "山田 太郎"],
  ["@jose luis!", "@jose luis", "José Luis"],
  [`@Ada ${"and so on ".repeat(40)}`, "@Ada", "Ada"],
])("in %j %s means %s", (text, shown, name) => {
  expect(mentioned(text)).toEqual([[shown, name]]);
});

test.each([
  "@nobody",
  "@adamant",
  "@ada-lovelace",
  "@ada.example.org",
  "ada@ada.example",
  "me@ada",
  "@@ada",
  "/@ada",
  "@ ada",
  "@a",
  `@${"a".repeat(25)}`,
  "`@ada`",
  "```\n@ada\n```",
  "[@ada](https://a.example)",
  "https://a.example/@ada",
  "[x](https://a.example/@ada)",
])("nobody is meant in %j", (text) => expect(mentioned(text)).toEqual([]));

test("a mention changes nothing else about a text", () => {
  expect(render("<b> @Ada & https://a.example")).toBe(
    `&lt;b&gt; <bdi class="mention" data-user="1">@Ada</bdi> &amp; ${textToHtml("https://a.example")}`,
  );
  expect(find(`<p>${render("a *b* @Ada\n@Grace\n- @ada")}</p>`, "p")[0]?.text).toBe("a b @Ada\n@Grace@ada");
});

test("several people in one sentence are each meant by their whole names", () => {
  expect(mentioned("@Mary Ann and @Mary, and @Mary Ann again with @Mary Ann Evans")).toEqual([
    ["@Mary Ann", "Mary Ann"],
    ["@Mary", "Mary"],
    ["@Mary Ann", "Mary Ann"],
    ["@Mary Ann Evans", "Mary Ann Evans"],
  ]);
});

test("a name of several words is not somebody's of another place", () => {
  expect(mentioned("@Mary Ann@chat.example")).toEqual([]);
});

test("however much is written, few names are looked up", () => {
  let asked = 0;
  const text = Array.from({ length: 400 }, (_, n) => `@a b${n} c d e f g h i j k l`).join(" ");
  readMentions(text, (names) => {
    asked = names.length;
    return new Map();
  });
  expect(asked).toBeGreaterThan(20);
  expect(asked).toBeLessThanOrEqual(20 * 24);
});

test("twenty different names are looked up for one message, each once", () => {
  const asked: string[][] = [];
  const text = `${Array.from({ length: 30 }, (_, n) => `@name${n} @NAME${n}`).join(" ")} @Ada`;
  readMentions(text, (names) => {
    asked.push(names);
    return new Map();
  });
  expect(asked).toEqual([Array.from({ length: 10 }, (_, n) => `name${n}`)]);
  readMentions("nobody at all", () => {
    throw new Error("looked up for nothing");
  });
});

test.each(["@ada ", "@nobody ", "@小紅你好", "@a b ", "@Mary Ann a b c d e f g h ", `@${"小".repeat(24)} @ada `, "@"])(
  "4,000 characters of %j take no time",
  (part) => {
    const text = part.repeat(4_000 / part.length);
    render(text);
    const start = performance.now();
    const html = render(text);
    expect(performance.now() - start).toBeLessThan(50);
    expect(html.length).toBeLessThan(60_000);
  },
);

test("only who had an account when it was written is meant: a row is the same whenever it is made", () => {
  const late = addPerson(db, "Late");
  db.query("UPDATE users SET created_at = ? WHERE id = ?").run(NOON + 1, late);
  expect(findUserIds(db, ["late", "ada", "nobody"], NOON)).toEqual(new Map([["ada", 1]]));
  expect(findUserIds(db, ["late"], NOON + 1)).toEqual(new Map([["late", late]]));
});

test("a name is found without its accents where it could be nobody else's", () => {
  const db = openMemory();
  const found = (name: string, at = NOON) => findUserIds(db, [foldName(name)], at).get(foldName(name));
  const jose = addPerson(db, "José");
  const [lodz, soren, semyon] = ["Łódź", "søren", "Семён"].map((name) => addPerson(db, name));
  expect(["jose", "JOSE", "José", "lodz", "Soren", "семен"].map((name) => found(name))).toEqual([
    jose,
    jose,
    jose,
    lodz,
    soren,
    semyon,
  ]);
  expect(["jos", "josef", "か"].map((name) => found(name))).toEqual([undefined, undefined, undefined]);
  expect(found("jose", NOON - 1)).toBeUndefined();
  const own = addPerson(db, "jose");
  expect([found("jose"), found("José")]).toEqual([own, jose]);
  addPerson(db, "Zoé");
  const other = addPerson(db, "Zoë");
  expect([found("zoe"), found("zoë")]).toEqual([undefined, other]);
  db.run("UPDATE users SET username = 'a former guest', username_folded = 'gone' WHERE username = 'Zoé'");
  expect(found("zoe")).toBe(other);
  addPerson(db, "が");
  expect(found("か")).toBeUndefined();
});

test("names are offered by how they begin, in order, without those who may not come in", () => {
  const db = openMemory();
  for (const name of ["Zoë", "adam", "Ada", "ADB", "Adé", "小紅", "a_b", "Away", "Awol"]) addPerson(db, name);
  db.run("UPDATE users SET suspended_at = 1 WHERE username = 'Awol'");
  db.run("UPDATE users SET left_at = 1 WHERE username = 'Away'");
  const offered = (start: string, count = 9) => findUsersByPrefix(db, foldName(start), count).map(({ name }) => name);
  expect(offered("AD")).toEqual(["Ada", "adam", "ADB", "Adé"]);
  expect(offered("AD", 2)).toEqual(["Ada", "adam"]);
  expect([offered("小"), offered("zoe"), offered("zoë"), offered("a_"), offered("a%"), offered("aw")]).toEqual([
    ["小紅"],
    [],
    ["Zoë"],
    ["a_b"],
    [],
    [],
  ]);
  expect(offered("")).toHaveLength(7);
});
