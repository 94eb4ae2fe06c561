/** What people mark is shown marked, what they did not mean to mark stays as they typed it, and nothing else comes of it. */
import { describe, expect, test } from "bun:test";

import { openRandom } from "../../../test/faults/random.ts";
import { find } from "../../../test/support/html.ts";
import { quickest } from "../../../test/support/quickest.ts";
import { readMentions } from "../mentions.ts";
import { textToHtml } from "../text.ts";

const link = (address: string, name = address) =>
  `<a href="${address}" target="_blank" rel="noopener nofollow ugc">${name}</a>`;
const pre = (code: string, language = "") =>
  `<pre${language && ` data-language="${language}"`}><code tabindex="0">${code}</code></pre>`;
const nothingIsMarked = (text: string) => expect(textToHtml(text)).toBe(Bun.escapeHTML(text));

describe("within lines", () => {
  test.each([
    ["**bold** and __bold__", "<strong>bold</strong> and <strong>bold</strong>"],
    ["*leaning* and _leaning_", "<em>leaning</em> and <em>leaning</em>"],
    ["~~gone~~", "<s>gone</s>"],
    ["***both*** **a *b* c**", "<em><strong>both</strong></em> <strong>a <em>b</em> c</strong>"],
    ["*over\ntwo lines*", "<em>over\ntwo lines</em>"],
    ["  *indented*\n    as _typed_", "  <em>indented</em>\n    as <em>typed</em>"],
    ["**重要。**但是**「这个」**", "<strong>重要。</strong>但是<strong>「这个」</strong>"],
    ["**שלום** עולם", "<strong>שלום</strong> עולם"],
    ["\\*not\\* *this*", "*not* <em>this</em>"],
    ["`code`", "<code>code</code>"],
    ["`` a`b ``", "<code>a`b</code>"],
    ["`**a** <b> &amp; https://a.example \\`", "<code>**a** &lt;b&gt; &amp;amp; https://a.example \\</code>"],
    ["`a\nb`", "<code>a\nb</code>"],
    ["**`a`**", "<strong><code>a</code></strong>"],
  ])("%j", (text, html) => expect(textToHtml(text)).toBe(html));

  test.each([
    "snake_case_words and file_name.ts",
    "2*3*4 = 24, a * b * c",
    "~5 km, ~10 km",
    "*️⃣*️⃣",
    "*alone, _alone, `alone, ~~alone",
    "*not alone *",
    "****",
    "*a\n\nb*",
    "\\o/ ¯\\_(ツ)_/¯ C:\\users",
    "a [note] and [x] done [1][2]",
    "[a]: https",
    "&amp; &lt;b&gt; &#42; `",
  ])("%j is not marked", nothingIsMarked);
});

describe("links", () => {
  test.each([
    ["[here](https://a.example/b_c_d*e*)", link("https://a.example/b_c_d*e*", "here")],
    [
      "[a](http://a.example),[b](HTTPS://b.example)",
      `${link("http://a.example", "a")},${link("HTTPS://b.example", "b")}`,
    ],
    ["[write](mailto:ada@a.example)", link("mailto:ada@a.example", "write")],
    ["[**a** `b`](https://a.example/b_(c))", link("https://a.example/b_(c)", "<strong>a</strong> <code>b</code>")],
    ["[a & b](https://a.example/?b&c)", link("https://a.example/?b&amp;c", "a &amp; b")],
    ["[](https://a.example)", link("https://a.example")],
    ["![a picture](https://a.example/a.png)", link("https://a.example/a.png", "a picture")],
    ["![](https://a.example/a.png)", link("https://a.example/a.png")],
    ["Look![1] `![` ![", "Look![1] <code>![</code> !["],
    [
      "![a [b](https://b.example)](https://a.example)",
      `![a ${link("https://b.example", "b")}](${link("https://a.example")})`,
    ],
    ["**https://a.example/b_c_d**", `<strong>${link("https://a.example/b_c_d")}</strong>`],
    ["_https://a.example/_", `<em>${link("https://a.example/")}</em>`],
    ["*(https://a.example/b_(c))*", `<em>(${link("https://a.example/b_(c)")})</em>`],
    ["<https://a.example> *b*", `&lt;${link("https://a.example")}&gt; <em>b</em>`],
  ])("%j", (text, html) => expect(textToHtml(text)).toBe(html));

  test.each([
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](data:text/html,b)",
    "![a](data:image/svg+xml,b)",
    "[a](//a.example)",
    "[a](/logout)",
    "[a](<javascript:b>)",
    "[a](https://)",
    "<javascript:alert(1)> *",
  ])("%j leads nowhere", nothingIsMarked);

  test("a link does not pass for another", () => {
    const [one, other] = ["https://bank.example", "https://a.example"];
    expect(textToHtml(`[${one}](${other})`)).toBe(`[${link(one)}](${link(other)})`);
    expect(textToHtml(`[![a](${one})](${other})`)).toBe(`[${link(one, "a")}](${link(other)})`);
  });
});

describe("blocks", () => {
  test.each([
    ["```\na  <b>\n\n\tb\n```", pre("a  &lt;b&gt;\n\n\tb")],
    ["```c++\n*a*\n```\n*b*", `${pre("*a*", "c++")}<em>b</em>`],
    ["a\n```\nb", `a${pre("b")}`],
    ["```let a\nlet b```", pre("let a\nlet b")],
    ["````\n```\n````", pre("```")],
    ["```one line```", "<code>one line</code>"],
    ["> a\n> *b*\nc", "<blockquote>a\n<em>b</em></blockquote>c"],
    ["a\n\n> b\n\nc", "a<blockquote>b</blockquote>c"],
    ["> a\n>> b\n> c", "<blockquote>a<blockquote>b</blockquote>c</blockquote>"],
    ["> - a\n> ```\n> b\n> ```", `<blockquote><ul><li>a</li></ul>${pre("b")}</blockquote>`],
    ["- a\n* *b*\nc", "<ul><li>a</li><li><em>b</em></li></ul>c"],
    ["- a\n  - b\n    c\n- d", "<ul><li>a<ul><li>b\nc</li></ul></li><li>d</li></ul>"],
    ["- a\n\n- b\n\nc", "<ul><li>a</li><li>b</li></ul>c"],
    ["1. a\n2. b\n\t- c", "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>"],
    ["- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"],
    ["- ```\n  a\n    b\n  ```", `<ul><li>${pre("a\n  b")}</li></ul>`],
    ["- [ ] a", "<ul><li>[ ] a</li></ul>"],
  ])("%j", (text, html) => expect(textToHtml(text)).toBe(html));

  test("numbers are those that were typed", () => {
    expect(textToHtml("7. a\n8. b\n8. c\n10. d")).toBe(
      '<ol start="7"><li>a</li><li>b</li><li value="8">c</li><li value="10">d</li></ol>',
    );
  });

  test.each([
    "# heading",
    "a\n---\nb\n===",
    "***\n---\n___\n* * *\n- - -",
    "1) a\n2) b",
    "2026. A good year",
    "+ a",
    "-5 °C\n-",
    ">:( and\n>_<\n>",
    ">>>>",
    "    four spaces",
    "| a | b |\n|---|---|\n| c | d |",
    "```",
    "```js",
    "<b>\n<!--\n<?php",
    "a\n\n\n\nb",
    "[a]: https\n[a]",
  ])("%j is text as it was typed", nothingIsMarked);

  test("text around marks keeps its lines", () => {
    expect(textToHtml("# a\n\n\n  *b*  c\n---")).toBe("# a\n\n\n  <em>b</em>  c\n---");
  });
});

test.each([
  [">"],
  ["> "],
  ["*["],
  ["- "],
  ["- a\n"],
  ["*a "],
  ["`"],
  ["``` "],
  ["```\n"],
  ["[a](http://b)"],
  ["](http://"],
  ["![[]()"],
  ["&"],
  ["\\"],
  [">\n"],
  ["> a\nb\n"],
  ["**a_"],
  ["*\n \n"],
  ["http://a "],
  [" - a\n  - b\n   - c\n"],
])("4,000 characters of %j are rendered in no time, to little", (part) => {
  const text = `${part.repeat(4_000 / part.length)}*a*`;
  const html = textToHtml(text);
  expect(quickest(() => textToHtml(text))).toBeLessThan(100);
  expect(html.length).toBeLessThan(60_000);
  expect(depthOf(html)).toBeLessThanOrEqual(20);
});

test("more marks than anybody means are text, and their addresses links", () => {
  expect(find(textToHtml("**a** ".repeat(250)), "strong")).toHaveLength(250);
  nothingIsMarked("**a** ".repeat(251).trim());
  expect(textToHtml(`${"\n- a".repeat(501)} https://a.example`)).toEndWith(`- a ${link("https://a.example")}`);
});

test("marks within marks without end are text", () => {
  const text = "*a ".repeat(9) + "a* ".repeat(9).trim();
  nothingIsMarked(text);
  const quote = textToHtml(`${"> ".repeat(9)}a`);
  expect(find(quote, "blockquote")).toHaveLength(5);
  expect(find(quote, "blockquote").at(-1)?.text).toBe("> > > > a");
});

describe("whatever people write", () => {
  const PARTS = [
    ..."*_~`[]()!>-#\\|+=&<\"'/:. \n\t",
    ..."** __ ~~ ``` ![ ]( \n\n \n>\x20 \n-\x20 \n1.\x20 \n\x20\x20-\x20 \n``` ```js\n --- https:// javascript: data: mailto: &amp; &lt; &#60;".split(
      " ",
    ),
    ...["<b>", "</b>", "<img src=x onerror=a>", "<script>", "</div></li>", "<!--", "-->", "<a href='x'>", "<hx-a>"],
    ...["[a](https://b.example)", "[a](javascript:b)", "![a](https://b.example/c)", "https://b.example/_c_*d*"],
    ...[
      "@ada",
      "@ada_ ",
      "@here",
      "@",
      "word",
      "snake_case",
      "שלום",
      "重要。",
      "👩‍👩‍👧",
      "\u1680",
      "\ufdd0",
      "\ufdd00\ufdd1",
      "\u00a0",
      "\u202e",
      "www.b.example",
      "a@b.example",
      "C:\\_a",
      "，",
      "”",
      "한",
      "x ```\n",
      "@ada/@ada",
    ],
  ];
  const ALLOWED: Record<string, RegExp | undefined> = {
    "a href": /^(?:https?:\/\/|mailto:)/i,
    "bdi class": /^mention$/,
    "bdi data-user": /^(?:7|here)$/,
    "a target": /^_blank$/,
    "a rel": /^noopener nofollow ugc$/,
    "code tabindex": /^0$/,
    "pre data-language": /^[\w+#.-]{1,20}$/,
    "ol start": /^\d{1,3}$/,
    "li value": /^\d{1,3}$/,
  };
  const ELEMENTS = ["a", "bdi", "blockquote", "code", "em", "li", "ol", "pre", "s", "strong", "ul"];

  const random = openRandom(20_261_125);
  const compose = () => {
    let text = "";
    for (let left = random.between(1, 24); left > 0; left--) {
      text += random.chance(0.3) ? `w${String.fromCodePoint(0x3b0 + left)}` : random.pick(PARTS);
    }
    return text;
  };

  test("only what is allowed comes of it, whole, and no word or sign is lost", () => {
    for (let round = 0; round < 10_000; round++) {
      const text = compose();
      const html = textToHtml(
        text,
        readMentions(text, () => new Map([["ada", 7]])),
      );
      const context = `${JSON.stringify(text)} became ${html}`;
      expect(html.replace(/<(\/?)([a-z]+)((?: [a-z-]+="[^"<>]*")*)>/g, ""), context).not.toMatch(/[<>]/);
      expect(depthOf(html), context).toBeLessThanOrEqual(20);
      const elements = find(html, "*");
      for (const { tag, attributes } of elements) {
        expect(ELEMENTS, context).toContain(tag);
        for (const [name, value] of Object.entries(attributes)) {
          expect(ALLOWED[`${tag} ${name}`]?.test(value) ?? false, context).toBeTrue();
        }
      }
      expect(find(html, "a a, pre pre, code a, code em, code code, code bdi, a bdi"), context).toEqual([]);
      expect(lettersOf(shown(html)), context).toEqual(lettersOf(text));
    }
  });

  /** All that a reader can see or follow. */
  const shown = (html: string) =>
    find(`<main>${html}</main>`, "main")[0]?.text +
    find(html, "a, pre")
      .filter(({ attributes, text }) => ![text, `http://${text}`, `mailto:${text}`].includes(attributes.href ?? ""))
      .map(({ attributes }) => attributes.href ?? attributes["data-language"] ?? "")
      .join("");

  /** What is in a text, without white space, digits (lists have them as attributes), and signs of Markdown. */
  const lettersOf = (text: string) => [...text.replace(/[\s\d*_~`[\]()!>\\.\ufdd0\ufdd1\ufffd-]/g, "")].sort().join("");
});

/** How deep elements are in one another; throws when they are not in order. */
function depthOf(html: string): number {
  const open: string[] = [];
  let deepest = 0;
  for (const [, end, tag = ""] of html.matchAll(/<(\/?)([a-z]+)/g)) {
    if (!end) deepest = Math.max(deepest, open.push(tag));
    else if (open.pop() !== tag) throw new Error(`${tag} ends where it did not begin: ${html}`);
  }
  if (open.length > 0) throw new Error(`${open.join()} never ends: ${html}`);
  return deepest;
}
