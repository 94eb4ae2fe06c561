/** An excerpt shows what was found where it stands, as it was written. */
import { expect, spyOn, test } from "bun:test";

import { find } from "../../test/support/html.ts";
import { fold } from "../lib/fold.ts";
import { excerptToHtml } from "./excerpt.ts";

const LOREM = "word ".repeat(100);
const marked = (text: string, terms: string[]) =>
  find(excerptToHtml(text, terms.map(fold)), "mark").map((mark) => mark.text);

test.each([
  ["Tea at five?", ["five"], ["five"]],
  ["Tea, more tea", ["tea"], ["Tea", "tea"]],
  ["Un CAFÉ noir", ["cafe"], ["CAFÉ"]],
  ["un cafe\u0301 noir", ["café"], ["cafe\u0301"]],
  ["Ο ΔΡΟΜΟΣ μας", ["δρομος"], ["ΔΡΟΜΟΣ"]],
  ["我们喝茶吧", ["喝茶"], ["喝茶"]],
  ["नमस्ते दुनिया", ["दुनिया"], ["दुनिया"]],
  ["مرحبا بالعالم", ["العالم"], ["العالم"]],
  ["so 👨‍👩‍👧 here", ["👨‍👩‍👧"], ["👨‍👩‍👧"]],
  ["İstanbul", ["istanbul"], ["İstanbul"]],
  ["aaaa", ["aa"], ["aa", "aa"]],
  ["tea teapot", ["tea", "teapot"], ["tea", "teapot"]],
  ["I don’t know", ["don't"], ["don’t"]],
  ["I don't know", ["don’t"], ["don't"]],
  ["hello **world**, you", ["hello world"], ["hello world"]],
  ["hello \n\n world", ["hello world"], ["hello \n\n world"]],
  ["> hello\n> world", ["hello world"], ["hello\n> world"]],
  ["auf der Straße, dort", ["strasse"], ["Straße"]],
  ["auf der Straße, dort", ["ras"], ["raß"]],
  ["in Łódź.", ["lodz"], ["Łódź"]],
  ["đường đi", ["duong"], ["đường"]],
  ["Ёлка", ["елка"], ["Ёлка"]],
  ["שָׁלוֹם לך", ["שלום"], ["שָׁלוֹם"]],
  ["مُحَمَّد هنا", ["محمد"], ["مُحَمَّد"]],
  ["한국어 말".normalize("NFD"), ["한국어"], ["한국어".normalize("NFD")]],
  ["ｶﾞﾗｽです", ["ガラス"], ["ｶﾞﾗｽ"]],
  ["ＨＥＬＬＯ　ｗｏｒｌｄ", ["hello world"], ["ＨＥＬＬＯ　ｗｏｒｌｄ"]],
  ["wo\u00adrd for word", ["word"], ["wo\u00adrd", "word"]],
  ["so — or", ["so -- or"], ["so — or"]],
  ["nothing of it", ["x"], []],
  ["nothing sought", [], []],
])("in %p, %p marks %p", (text, terms, marks) => {
  expect(marked(text, terms)).toEqual(marks);
});

test("what people wrote is shown, not carried out", () => {
  const html = excerptToHtml(`<img src=x onerror="x">&amp; <b>`, ["onerror", "<b>", "&"]);
  expect(html).toBe(
    "&lt;img src=x <mark>onerror</mark>=&quot;x&quot;&gt;<mark>&amp;</mark>amp; <mark>&lt;b&gt;</mark>",
  );
});

test("of a long message the part is shown in which it says it, cut between words", () => {
  const html = excerptToHtml(`${LOREM}here it is ${LOREM}`, ["here it is"]);
  expect(html).toStartWith("…word");
  expect(html).toEndWith("word…");
  expect(html).toContain("word <mark>here it is</mark> word");
  expect(html.length).toBeLessThan(300);
});

test("of a message in any script the part is shown in which it says it", () => {
  for (const filler of ["Straße ½ ", "한국어 ".normalize("NFD"), "ｶﾞﾗｽ、", "مُحَمَّد  ", "a\n\n- **b** ", "好"]) {
    const text = `${filler.repeat(400)}here it is ${filler.repeat(400)}`;
    expect([filler, marked(text, ["here it is"])]).toEqual([filler, ["here it is"]]);
  }
});

test("a long message without the term is shown from its beginning", () => {
  expect(excerptToHtml(LOREM, [])).toStartWith("word word");
});

test("where there are no words, no character is cut in two", () => {
  for (const part of ["👩‍👧", "न्या", "e\u0301"]) {
    for (let before = 0; before < 8; before++) {
      const text = "x".repeat(before) + part.repeat(200);
      const shown = excerptToHtml(`${text}?${text}`, ["?"])
        .replace(/<\/?mark>|…/g, "")
        .split("?");
      expect(shown[0]?.replaceAll(part, "")).toMatch(/^x*$/);
      expect(shown[1]?.replaceAll(part, "")).toMatch(/^x*$/);
    }
  }
});

test("of a long text, only what is shown is compared character by character", () => {
  const text = `${"é".repeat(3_000)} here it is ${"é".repeat(3_000)}`;
  using compared = spyOn(String.prototype, "toLowerCase");
  expect(marked(text, ["here it is"])).toEqual(["here it is"]);
  expect(compared.mock.calls.length).toBeLessThan(600);
});
