/** A row is small, safe, and rendered once. */
import { expect, test } from "bun:test";

import { find, textOf } from "../../test/support/html.ts";
import { openRowCache } from "./row.tsx";
import { type Message, UNTOUCHED } from "./store.ts";

const KEY = "0f9d3c1e-5b7a-4c62-9a41-1d2e3f405162";

const message = (changes: Partial<Message> = {}): Message => ({
  id: 1_234_567,
  key: KEY,
  room: 1,
  author: 12_345,
  authorName: "Ada",
  authorHue: null,
  authorPicture: null,
  authorRev: 0,
  body: "Good evening",
  rev: 1_234_599,
  continues: false,
  ...UNTOUCHED,
  at: Date.UTC(2026, 10, 22, 19, 30, 15),
  ...changes,
});

const render = (changes?: Partial<Message>) => openRowCache(0, () => "lobby")([message(changes)]);

test("a row says what it is, who wrote it and when", () => {
  const html = render();
  const attributes = { "data-id": "1234567", "data-rev": "1234599", "data-author": "12345" };
  expect(find(html, "li")).toMatchObject([{ attributes: { id: `m-${KEY}`, class: "message", ...attributes } }]);
  expect(textOf(html, "bdi")).toBe("Ada");
  expect(find(html, "time")).toMatchObject([{ attributes: { datetime: "2026-11-22T19:30:15Z" }, text: "19:30 UTC" }]);
  expect(find(html, "div[hx-ignore][dir=auto]")).toMatchObject([{ text: "Good evening" }]);
});

test("the time of a row is a link to it", () => {
  expect(find(render(), "p > a > time")).toHaveLength(1);
  expect(find(render(), "a")).toMatchObject([{ attributes: { href: "/rooms/lobby/messages/1234567" } }]);
});

test("a row that goes on with the one before says so", () => {
  expect(find(render({ continues: true }), "li")[0]?.attributes.class).toBe("message continued");
});

test("what people wrote and what they are called is shown, not carried out", () => {
  const hostile = `<b onclick="x">&'</b>`;
  const html = render({ body: hostile, authorName: hostile });
  expect(html.replaceAll(Bun.escapeHTML(hostile), "")).not.toContain("onclick");
  expect(find(html, "b")).toHaveLength(1); // the avatar
  expect([textOf(html, "bdi"), textOf(html, "div")]).toEqual([hostile, hostile]);
  expect(textOf(html, "b")).toBe("<");
});

test("a row takes less than 350 bytes around its text", () => {
  expect(Buffer.byteLength(render({ body: "" }))).toBeLessThan(350);
});

test("the picture of its author lies over the letter, is fetched when it is near, and takes less than a hundred bytes", () => {
  const authorPicture = "0f9d3c1e5b7a4c629a411d2e3f405162".repeat(2);
  const html = render({ authorPicture });
  expect(find(html, ".avatar > img")[0]?.attributes).toEqual({
    ...{ src: "/people/12345/0f9d3c1e5b7a.webp", width: "96", height: "96", alt: "", loading: "lazy" },
  });
  expect(textOf(html, ".avatar")).toBe("A");
  expect(Buffer.byteLength(html) - Buffer.byteLength(render())).toBeLessThan(100);
});

test("a changed message says when, and a deleted one has neither text nor marks", () => {
  const editedAt = Date.UTC(2026, 10, 22, 19, 42, 7);
  expect(find(render({ editedAt }), "div")).toMatchObject([{ attributes: { "data-edited": "2026-11-22T19:42:07Z" } }]);
  const [own, removed] = [render({ body: "", deletedBy: 12_345 }), render({ body: "", deletedBy: 1 })];
  expect(textOf(own, "div.deleted")).toBe("Deleted this message");
  expect(textOf(removed, "div.deleted")).toBe("Removed by an administrator");
  expect(textOf(own, "bdi")).toBe("Ada");
});

test("a few emoji alone are marked to be shown large", () => {
  expect(find(render({ body: "🌻" }), "div.big")).toHaveLength(1);
  expect(find(render(), "div.big")).toHaveLength(0);
});

/** The cache is seen at work by changing a message behind its back: only a row made anew shows the change. */
test("a row is rendered once for each rev", () => {
  const rows = openRowCache(10_000, () => "lobby");
  const first = rows([message()]);
  expect(rows([message({ body: "unseen" })])).toBe(first);
  const edited = rows([message({ body: "edited", rev: 1_234_600 })]);
  expect(textOf(edited, "div")).toBe("edited");
  expect(rows([message({ body: "unseen", rev: 1_234_600 })])).toBe(edited);
});

test("a row is rendered anew when its author looks different or has another name", () => {
  const rows = openRowCache(10_000, () => "lobby");
  rows([message()]);
  const recoloured = rows([message({ authorHue: 5, authorRev: 1 })]);
  expect(find(recoloured, ".avatar")[0]?.attributes.class).toBe("avatar hue-5");
  expect(rows([message({ body: "unseen", authorHue: 5, authorRev: 1 })])).toBe(recoloured);
});

test("rows are joined in the order they are asked for", () => {
  const rows = openRowCache(10_000, () => "lobby");
  const [a, b] = [message({ id: 1, body: "a" }), message({ id: 2, body: "b" })];
  expect(rows([b, a, b])).toBe(rows([b]) + rows([a]) + rows([b]));
  expect(rows([])).toBe("");
});

test("only so much is kept; what was asked for last stays, and the rest is made again when asked for", () => {
  const size = render({ id: 1 }).length;
  const rows = openRowCache(size * 8, () => "lobby");
  const isKept = (id: number) => rows([message({ id, body: "Good EVENING" })]).includes("evening");
  for (let id = 1; id <= 20; id++) rows([message({ id })]);
  expect([18, 19, 20].map(isKept)).toEqual([true, true, true]);
  expect([1, 2, 10].map(isKept)).toEqual([false, false, false]);
});

test("a message that can't be rendered becomes a row that says so, and is reported once", () => {
  const failures: [number, string][] = [];
  const rows = openRowCache(
    1_000_000,
    () => "lobby",
    undefined,
    ({ id }, error) => failures.push([id, String(error)]),
  );
  const [broken, fine] = [message({ id: 1, at: 8.65e15 }), message({ id: 2, key: "fine" })]; // a time no calendar has
  for (const html of [rows([broken, fine]), rows([broken, fine])]) {
    expect(find(html, "li").map(({ attributes }) => attributes["data-id"])).toEqual(["1", "2"]);
    expect(textOf(html, "#m-" + KEY)).toBe("This message can't be shown.");
    expect(textOf(html, "#m-fine div")).toBe("Good evening");
  }
  expect(failures).toEqual([[1, expect.stringContaining("RangeError")]]);
});

test("a long text can be unfolded without a script; others have nothing of that", () => {
  const long = render({ body: "line\n".repeat(40) });
  expect(find(long, "li > .long")).toHaveLength(1);
  expect(find(long, "li > .unfold > input[type=checkbox]")).toHaveLength(1);
  expect(render()).not.toContain("unfold");
});

test("a quote says whose message it is of", () => {
  const quote = JSON.stringify([7, "Grace", "Tea?", 0, 42]);
  expect(find(render({ quote }), ".quote[data-to='42']")).toHaveLength(1);
});
