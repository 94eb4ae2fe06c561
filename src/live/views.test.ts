/** Who is here fits into one small frame, whoever they are. */
import { expect, test } from "bun:test";

import { find, textOf } from "../../test/support/html.ts";
import type { Member } from "../accounts/sessions.ts";
import { hereFrame } from "./views.tsx";

const member = (id: number, name: string): Member => ({ id, name, admin: false });

/** People with names of 24 characters, four bytes each. */
const crowd = (count: number) => Array.from({ length: count }, (_, id) => member(id, "𐐀".repeat(24)));
const people = (...names: string[]) => names.map((name, id) => member(id, name));

const frame = (here: Member[]) =>
  JSON.parse(hereFrame({ people: here, slug: "lobby" })) as { target: string; swap: string; content: string };
const shown = (html: string) => find(html, "#here bdi").map(({ text }) => text);

test("a frame replaces the list of names and the count", () => {
  const { target, swap, content } = frame(people("Ada", "Grace"));
  expect([target, swap, shown(content)]).toEqual(["#here", "outerHTML", ["Ada", "Grace"]]);
  expect(find(content, "#here-count")).toMatchObject([{ text: "2 here", attributes: { "hx-swap-oob": "true" } }]);
  expect(find(content, "a")).toEqual([]);
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
  expect(find(content, "#here a")).toMatchObject([{ text: "and 1 more", attributes: { href: "/rooms/lobby/people" } }]);
});

test.each([20, 50, 60, 10_000])(
  "with %p people of the longest names it stays under 4 KB and counts everybody",
  (count) => {
    const here = crowd(count);
    expect(Buffer.byteLength(hereFrame({ people: here, slug: "lobby" }))).toBeLessThan(4_096);
    const { content } = frame(here);
    const names = shown(content);
    expect(names.length).toBeGreaterThanOrEqual(20);
    expect(textOf(content, "#here-count")).toBe(`${count} here`);
    expect(textOf(content, "#here a")).toBe(count > names.length ? `and ${count - names.length} more` : undefined);
  },
);

test("a name is shown, not carried out", () => {
  const hostile = `<b onclick="x">&'</b>`;
  const { content } = frame(people(hostile));
  expect(shown(content)).toEqual([hostile]);
  expect(find(content, "b")).toEqual([]);
});
