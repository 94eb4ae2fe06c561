/** Who is here fits into one small frame, whoever they are. */
import { expect, test } from "bun:test";

import { find, textOf } from "../../test/support/html.ts";
import type { Present } from "./presence.ts";
import { hereFrame, typingFrame } from "./views.tsx";

const present = (id: number, name: string, away = false): Present => ({ id, name, away });
const absent = (id: number, name: string): Present => ({ ...present(id, name), absent: true });

/** People with names of 24 characters, four bytes each. */
const crowd = (count: number): Present[] =>
  Array.from({ length: count }, (_, id) => present(1e9 + id, "𐐀".repeat(24), id % 2 === 0));
const people = (...names: string[]): Present[] => names.map((name, id) => present(id, name));

type Frame = { target: string; swap: string; content: string };

const frame = (here: Present[]) => JSON.parse(hereFrame({ people: here, slug: "lobby" })) as Frame;
const shown = (html: string) => find(html, "#here bdi").map(({ text }) => text);

test("a frame replaces the list of names and the count", () => {
  const { target, swap, content } = frame(people("Ada", "Grace"));
  expect([target, swap, shown(content)]).toEqual(["#here", "outerHTML", ["Ada", "Grace"]]);
  expect(find(content, "#here-count")).toMatchObject([{ text: "2 here", attributes: { "hx-swap-oob": "true" } }]);
  expect(find(content, "a").map(({ attributes }) => attributes.href)).toEqual(["/people/0", "/people/1"]);
});

test("a name that may be cut has the whole of it in its title, where there is space for that", () => {
  const titles = (count: number) =>
    find(frame(crowd(count)).content, "#here a").map(({ attributes }) => attributes.title);
  expect(titles(2)).toEqual(Array(2).fill("𐐀".repeat(24)));
  expect(new Set(titles(50))).toEqual(new Set([undefined]));
});

test("an empty room is a list without names", () => {
  const { content } = frame([]);
  expect([find(content, "#here").length, shown(content), textOf(content, "#here-count")]).toEqual([1, [], "0 here"]);
});

test("at most fifty names are in it, and a way to the others", () => {
  const many = Array.from({ length: 51 }, (_, index) => `p${index}`);
  expect(shown(frame(people(...many.slice(1))).content)).toEqual(many.slice(1));
  const { content } = frame(people(...many));
  expect(shown(content)).toEqual(many.slice(0, 50));
  expect(find(content, "#here .rest a")).toMatchObject([
    { text: "and 1 more", attributes: { href: "/rooms/lobby/people" } },
  ]);
});

test.each([20, 50, 60, 10_000])(
  "with %p people of the longest names it stays under 4 KB and counts everybody",
  (count) => {
    const here = crowd(count);
    for (const people of [here, here.map((person) => ({ ...person, absent: true }))])
      expect(Buffer.byteLength(hereFrame({ people, slug: "lobby" }))).toBeLessThan(4_096);
    const { content } = frame(here);
    const names = shown(content);
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(textOf(content, "#here-count")).toBe(`${count} here`);
    expect(textOf(content, "#here .rest")).toBe(count > names.length ? `and ${count - names.length} more` : undefined);
  },
);

test("a name is shown, not carried out", () => {
  const hostile = `<b onclick="x">&'</b>`;
  const { content } = frame(people(hostile));
  expect(shown(content)).toEqual([hostile]);
  expect(find(content, "b")).toEqual([]);
});

test("who is away is shown so, in words too", () => {
  const { content } = frame([...people("Ada"), present(7, "Grace", true)]);
  expect(find(content, "#here i")).toMatchObject([{ text: "away" }]);
  expect(find(content, "#here li")).toHaveLength(2);
});

test("whose room it is and who is not here is shown so, in words too, and does not count", () => {
  const { content } = frame([...people("Ada"), absent(7, "Grace")]);
  expect(find(content, "#here .absent")).toMatchObject([{ text: "Grace not here" }]);
  expect([find(content, "#here li").length, textOf(content, "#here-count")]).toEqual([2, "1 here"]);
});

test("who is writing comes with their ids, so that each page can leave its reader out", () => {
  const [ada, grace] = [present(7, "Ada"), present(9, "Grace")];
  expect(JSON.parse(typingFrame([ada, grace]))).toEqual({
    typing: [
      [7, "Ada"],
      [9, "Grace"],
    ],
  });
  expect(JSON.parse(typingFrame([]))).toEqual({ typing: [] });
});
