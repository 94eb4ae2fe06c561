/** Marks go around what is selected and away again, and what comes of it is what was meant. */
import { expect, test } from "bun:test";

import { textToHtml } from "../text.ts";
import { format, type Mark } from "./format.ts";

/** Formats what stands between brackets, and shows what is selected afterwards between brackets. */
function formatted(marked: string, mark: Mark): string {
  const start = marked.indexOf("⟦");
  const end = marked.indexOf("⟧") - 1;
  const value = marked.replace(/[⟦⟧]/g, "");
  const { text, selection, ...place } = format(value, start, end, mark);
  const result = value.slice(0, place.start) + text + value.slice(place.end);
  const [from, to] = selection;
  return `${result.slice(0, from)}⟦${result.slice(from, to)}⟧${result.slice(to)}`;
}

test.each<[Mark, string, string]>([
  ["bold", "so ⟦good⟧!", "so **⟦good⟧**!"],
  ["italic", "so ⟦good⟧!", "so _⟦good⟧_!"],
  ["code", "so ⟦good⟧!", "so `⟦good⟧`!"],
  ["quote", "first\nse⟦co⟧nd\nthird", "first\n⟦> second⟧\nthird"],
  ["quote", "⟦a\nb⟧", "⟦> a\n> b⟧"],
])("%s goes around %j and away again", (mark, before, after) => {
  expect(formatted(before, mark)).toBe(after);
  expect(formatted(after, mark).replace(/[⟦⟧]/g, "")).toBe(before.replace(/[⟦⟧]/g, ""));
});

test.each<[string, Mark, string, string]>([
  ["spaces that are selected stay outside", "bold", "one⟦ two ⟧three", "one **⟦two⟧** three"],
  ["marks that are selected go", "bold", "so ⟦**good**⟧", "so ⟦good⟧"],
  ["each line has its own", "italic", "⟦a\n\nb⟧", "_⟦a_\n\n_b⟧_"],
  ["lines of code are fenced", "code", "so: ⟦a\nb⟧ then", "so: \n```\n⟦a\nb⟧\n```\n then"],
  ["nothing is selected", "bold", "so ⟦⟧", "so **⟦⟧**"],
  ["the address of a link is to be written", "link", "see ⟦here⟧", "see [here](⟦https://⟧)"],
  ["the name of an address is to be written", "link", "⟦https://a.example⟧", "[⟦⟧](https://a.example)"],
])("%s", (_, mark, before, after) => expect(formatted(before, mark)).toBe(after));

test("what is marked is shown so", () => {
  const shown = (mark: Mark, text: string) => textToHtml(formatted(text, mark).replace(/[⟦⟧]/g, ""));
  expect(shown("bold", "so ⟦good⟧")).toBe("so <strong>good</strong>");
  expect(shown("italic", "⟦so⟧ good")).toBe("<em>so</em> good");
  expect(shown("code", "⟦a\nb⟧")).toContain("<pre><code");
  expect(shown("quote", "⟦so⟧ good")).toContain("<blockquote>");
});
