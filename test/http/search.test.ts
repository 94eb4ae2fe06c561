/** Searching: whatever is asked is answered, with what was said, by whom, and the way there. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { addMessages, addRoom, change, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { makeRooms } from "../support/rooms.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const HTMX = { "HX-Request": "true" };
const EVIL = [
  "<script>alert(1)</script>",
  `"><hx-partial hx-get="/logout" hx-trigger="load">`,
  `'><img src=x onerror=alert(1)>`,
  "<hx-partial hx-target='body'>",
  `" autofocus onfocus="alert(1)`,
  "&lt;b&gt; &amp;",
];

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000", SEARCHES_PER_10S: "1000000" });
  ada = await register(server.url, "Ada");
  bob = await register(server.url, "Bob");
  await betweenRuns(server, (folder) => {
    const attic = addRoom(folder, "attic", "Attic");
    addMessages(
      folder,
      Array.from({ length: 700 }, (_, index) => ({ room: index % 10 ? 1 : attic, body: `message ${index} about tea` })),
    );
    const day = 86_400_000;
    change(folder, "UPDATE messages SET created_at = ? + id * ?", Date.UTC(2026, 0, 1, 12) - day, day);
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const ask = async (fields: Record<string, string>, headers: Record<string, string> = {}, person = ada) => {
  const response = await person.ask(`/search?${new URLSearchParams(fields).toString()}`, { headers });
  return { status: response.status, html: await response.text() };
};

/** What a page of results says. */
const hitsIn = (html: string) => find(html, ".hit > div").map(({ text }) => text);

/** The hits of a search and of all that its links lead to. */
async function follow(fields: Record<string, string>, headers?: Record<string, string>): Promise<string[]> {
  const all: string[] = [];
  let { html } = await ask(fields, headers);
  for (let pages = 0; pages < 200; pages++) {
    all.push(...hitsIn(html));
    const next = attributeOf(html, ".search-more a", headers ? "hx-get" : "href");
    if (!next) return all;
    html = await (await ada.ask(next, { headers })).text();
  }
  throw new Error("these links never end");
}

const numbers = (fits: (index: number) => boolean) =>
  Array.from({ length: 700 }, (_, index) => 699 - index)
    .filter(fits)
    .map((index) => `message ${index} about tea`);

test("a search says what was said, by whom, where, when, and leads there", async () => {
  const { status, html } = await ask({ q: "message 123" });
  expect(status).toBe(200);
  expect(hitsIn(html)).toEqual(["message 123 about tea"]);
  expect(find(html, ".hit mark").map(({ text }) => text)).toEqual(["message", "123"]);
  expect([textOf(html, ".hit bdi"), textOf(html, ".hit span")]).toEqual(["Ada", "Lobby"]);
  expect(find(html, ".hit time")).toMatchObject([
    { attributes: { datetime: "2026-05-04T12:00:00Z" }, text: "2026-05-04 12:00 UTC" },
  ]);
  const page = await (await ada.ask(attributeOf(html, ".hit", "href") ?? "")).text();
  expect(textOf(page, "#log [aria-current] > div")).toBe("message 123 about tea");
});

test("the form has what was asked for, and the page leads back to the room", async () => {
  const asked = { q: 'two "words here"', author: "ada", room: "attic", from: "2026-01-02", to: "2026-03-04" };
  const { html } = await ask(asked);
  for (const [name, value] of Object.entries(asked)) {
    if (name === "room") expect(attributeOf(html, "option[selected]", "value")).toBe(value);
    else expect(attributeOf(html, `input[name=${name}]`, "value")).toBe(value);
  }
  expect(textOf(html, "#search-results .search-summary")).toBe("Nothing found.");
  expect(find(html, "header a").at(-1)?.attributes.href).toBe("/rooms/attic");
});

test("all that is found is reached, once, the newest first, as pages and as fragments", async () => {
  expect(await follow({ q: "tea" })).toEqual(numbers(() => true));
  expect(await follow({ q: "tea" }, HTMX)).toEqual(numbers(() => true));
  expect(await follow({ q: "99" }, HTMX)).toEqual(numbers((index) => String(index).includes("99")));
});

test("a search is narrowed to a person, a room, and days", async () => {
  await bob.say("tea, by all means");
  expect(await follow({ q: "tea", author: "BOB" })).toEqual(["tea, by all means"]);
  expect(await follow({ author: "bob" })).toEqual(["tea, by all means"]);
  expect(await follow({ q: "tea", room: "attic" })).toEqual(numbers((index) => index % 10 === 0));
  expect(await follow({ q: "tea", from: "2026-01-05", to: "2026-01-07" })).toEqual(
    numbers((index) => index >= 4 && index <= 6),
  );
  expect(await follow({ to: "2026-01-02" })).toEqual(numbers((index) => index <= 1));
});

test("rooms one is not in are no choice, and what is said there is found by their people alone", async () => {
  const [cellar, archived] = await betweenRuns(server, (folder) =>
    makeRooms(folder, ({ room, say }) => {
      const [closed, old] = [room("Cellar", { kind: "closed" }), room("Loft")];
      say(closed.id, 1, "a wheel of quince cheese");
      say(old.id, 1, "a jar of quince jelly");
      return [closed, old];
    }),
  );
  await betweenRuns(server, (folder) => change(folder, "UPDATE rooms SET archived_at = 1 WHERE id = ?", archived!.id));
  const roomsIn = (html: string) => find(html, "select[name=room] option").map(({ text }) => text);
  const [own, others] = [await ask({ q: "quince" }), await ask({ q: "quince" }, {}, bob)];
  expect(hitsIn(own.html)).toEqual(["a jar of quince jelly", "a wheel of quince cheese"]);
  expect(find(own.html, ".hit .in").map(({ text }) => text)).toEqual(["Loft", "Cellar"]);
  expect(roomsIn(own.html)).toEqual(["All rooms", "Lobby", "Attic", "Cellar", "Loft"]);
  expect(hitsIn(others.html)).toEqual(["a jar of quince jelly"]);
  expect(roomsIn(others.html)).toEqual(["All rooms", "Lobby", "Attic", "Loft"]);
  const held = { q: "quince", room: cellar!.slug };
  expect(hitsIn((await ask(held)).html)).toEqual(["a wheel of quince cheese"]);
  const [closed, absent] = [await ask(held, HTMX, bob), await ask({ ...held, room: "nowhere" }, HTMX, bob)];
  expect(closed).toEqual(absent);
});

test.each([
  [{ q: "tea", author: "nobody" }, "No one by that name."],
  [{ q: "tea", room: "cellar" }, "There is no such room, or you are not in it."],
  [{ q: "tea", from: "yesterday" }, "A date looks like 2026-11-25."],
  [{ q: "tea", to: "2026-13-01" }, "A date looks like 2026-11-25."],
])("%p is answered with a sentence", async (fields, sentence) => {
  const [page, fragment] = [await ask(fields), await ask(fields, HTMX)];
  expect([page.status, fragment.status]).toEqual([200, 200]);
  expect(textOf(page.html, "#search-results .problem")).toBe(sentence);
  expect(textOf(fragment.html, ".problem")).toBe(sentence);
  expect(hitsIn(page.html)).toEqual([]);
});

test.each([
  '"',
  '""',
  "'",
  "*",
  "AND",
  "NEAR(",
  "a:b",
  "body:tea",
  "-tea",
  "^tea",
  "{",
  "\\",
  "%",
  "\0",
  "te\0a",
  "\ud800",
  "💬",
  "\ue000\u{f0000}\u{f0000}",
  "x".repeat(6_000),
  "te ".repeat(2_000),
  '"a '.repeat(1_000),
  ...EVIL,
])("%p is a text to look for, and never an error", async (q) => {
  const [page, fragment] = [await ask({ q }), await ask({ q }, HTMX)];
  expect([page.status, fragment.status]).toEqual([200, 200]);
  expect(attributeOf(page.html, "input[name=q]", "value")).toBe(q.toWellFormed());
  const known = "script[src], [onclick]";
  expect(find(page.html + fragment.html, `hx-partial, img, script, b, ${known}`)).toEqual([]);
});

test("an address with nonsense in it is answered, too", async () => {
  for (const path of [
    "?q=%E0%A4%A",
    "?q=a&q=b",
    "?before=x&q=tea",
    "?q=tea&before=99999999999999999999",
    "?q[]=1",
    "?",
  ]) {
    expect((await ada.ask(`/search${path}`)).status).toBe(200);
  }
});

test.each(EVIL)("the message %p is shown as it is among the hits, and in the link to further ones", async (text) => {
  const before = hitsIn((await ask({ q: `"${text}"` }, HTMX)).html).length;
  for (let index = 0; index < 21; index++) await ada.say(`${text} ${text}`);
  const q = text.replaceAll('"', " ");
  const { html } = await ask({ q }, HTMX);
  expect(before).toBe(0);
  expect(hitsIn(html).slice(0, 20)).toEqual(Array.from({ length: 20 }, () => `${text} ${text}`));
  expect(find(html, "hx-partial, img, script, b, [onfocus], [onerror]")).toEqual([]);
  const [raw = ""] = /<li class="search-more">[^]*?<\/a>/.exec(html) ?? [];
  expect(/hx-get="([^"]*)"/.exec(raw)?.[1]).not.toMatch(/[<>']/);
  expect(
    hitsIn(await (await ada.ask(attributeOf(html, ".search-more a", "hx-get") ?? "", { headers: HTMX })).text()),
  ).toContain(`${text} ${text}`);
});

test.each([
  ["I don’t know it", "don't"],
  ["Zażółć gęślą jaźń w Łodzi", "lodzi"],
  ["**Guten** Abend,\n in der  Straße", '"guten abend, in der strasse"'],
  ["한국어 텍스트".normalize("NFD"), "텍스트"],
])("the message %p is found by %p, before it is in the index and after", async (text, q) => {
  const key = await ada.say(text);
  const isFound = async () => (await follow({ q }, HTMX)).length > 0; // a busy machine finds it in steps
  expect(await isFound()).toBe(true);
  const [{ id } = { id: 0 }] = query<{ id: number }>(server.folder, "SELECT id FROM messages WHERE key = ?", key);
  for (let times = 0; times < 3; times++) await ada.say("filler ".repeat(570)); // enough for a batch
  const isIndexed = () => query(server.folder, "SELECT id FROM search_indexed WHERE id = ?", id).length === 1;
  await waitFor(isIndexed, "the message in the index", 20_000);
  expect(await isFound()).toBe(true);
});

test("a day is one of the reader's", async () => {
  const found = async (day: string, zone: string) =>
    hitsIn((await ask({ q: "tea", from: day, to: day, zone }, HTMX)).html).map((text) => /\d+/.exec(text)?.[0]);
  for (const zone of ["", "UTC", "Europe/Berlin", "America/New_York"]) {
    expect(await found("2026-03-29", zone)).toEqual(["87"]); // each was said at noon in UTC
  }
  expect(await found("2026-03-29", "Pacific/Auckland")).toEqual(["86"]);
  expect(await found("2026-03-29", "Pacific/Kiritimati")).toEqual(["86"]);
  expect(await found("2026-03-29", "Pacific/Pago_Pago")).toEqual(["87"]);
  const { html } = await ask({ from: "2026-03-29", zone: "Mars/Olympus" }, HTMX);
  expect(textOf(html, ".problem")).toStartWith("Your time zone is not known here.");
  expect(hitsIn((await ask({ q: "message 123", zone: "Mars/Olympus" }, HTMX)).html)).toHaveLength(1);
});

test("a page says in which zone its days are, and keeps it for further hits", async () => {
  const labels = async (fields: Record<string, string>) =>
    find((await ask(fields)).html, ".zone").map(({ text }) => text);
  expect(await labels({})).toEqual(["(UTC)", "(UTC)"]);
  expect(await labels({ zone: "<b>" })).toEqual(["(UTC)", "(UTC)"]);
  expect(await labels({ zone: "Asia/Tokyo" })).toEqual(["(Asia/Tokyo)", "(Asia/Tokyo)"]);
  const { html } = await ask({ q: "tea", from: "2026-01-01", zone: "Asia/Tokyo" });
  expect(attributeOf(html, "input[name=zone]", "value")).toBe("Asia/Tokyo");
  const next = new URL(attributeOf(html, ".search-more a", "href") ?? "", server.url);
  expect([next.searchParams.get("zone"), next.searchParams.get("from")]).toEqual(["Asia/Tokyo", "2026-01-01"]);
});

test("what is deleted is found no more, and what is changed as it now is", async () => {
  const [gone, changed] = [await ada.say("the secret ingredient"), await ada.say("the secret sauce")];
  const idOf = (key: string) =>
    query<{ id: number }>(server.folder, "SELECT id FROM messages WHERE key = ?", key)[0]?.id;
  const change = (key: string, what: string, fields: Record<string, string>) =>
    ada.ask(`/rooms/lobby/messages/${idOf(key)}/${what}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: HTMX,
    });
  expect(hitsIn((await ask({ q: "secret" })).html)).toEqual(["the secret sauce", "the secret ingredient"]);
  await change(gone, "delete", {});
  await change(changed, "edit", { body: "an open sauce" });
  expect(hitsIn((await ask({ q: "secret" })).html)).toEqual([]);
  expect(hitsIn((await ask({ q: "open sauce" })).html)).toEqual(["an open sauce"]);
});

test("without anything to look for there is the form alone", async () => {
  const [page, fragment] = [await ask({}), await ask({ q: "  " }, HTMX)];
  expect(find(page.html, "form[action='/search'][method=get] input[name=q]")).toHaveLength(1);
  expect(textOf(page.html, "#search-results")).toBe("");
  expect(fragment.html).toBe("");
});

test("who searches too often is told when to go on", async () => {
  await using strict = await startServer({ SEARCHES_PER_10S: "2" });
  const eve = await register(strict.url, "Eve");
  for (let time = 0; time < 2; time++) expect((await eve.ask("/search?q=tea")).status).toBe(200);
  const refused = await eve.ask("/search?q=tea", { headers: HTMX });
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect(textOf(await refused.text(), ".problem")).toMatch(/^That was quick\. Wait \d+ s, then search again\.$/);
  expect((await eve.ask("/search")).status).toBe(200);
});
