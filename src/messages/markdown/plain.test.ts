/** What is copied, quoted and notified says what the message says, in the same order and with the same structure. */
import { describe, expect, test } from "bun:test";

import { excerpt } from "../quotes.tsx";
import { textToHtml } from "../text.ts";
import { htmlToPlain } from "./plain.ts";

const plain = (text: string) => htmlToPlain(textToHtml(text));

test.each([
  ["24. Dezember ist frei", "24. Dezember ist frei"],
  ["shopping:\n- milk\n* eggs\nthanks", "shopping:\n- milk\n- eggs\nthanks"],
  ["7. a\n8. b\n8. c\n10. d", "7. a\n8. b\n8. c\n10. d"],
  ["1. a\n   - b\n     c\n   - d\n2. e", "1. a\n   - b\n     c\n   - d\n2. e"],
  ["- a\n1. b\n2. c", "- a\n1. b\n2. c"],
  ["> a\n> b\n\nno", "> a\n> b\nno"],
  ["> a\n>> b\n> - c\nd", "> a\n> > b\n> - c\nd"],
  ["- a\n  > b\n  c", "- a\n  > b\n  c"],
  ["run\n```sh\nif a; then\n\tb  **c** <d>\nfi\n```\nnow", "run\nif a; then\n\tb  **c** <d>\nfi\nnow"],
  ["> ```\n> a\n>\n>   b\n> ```", "> a\n> \n>   b"],
  ["a `*b*` **c _d_** ~~e~~", "a *b* c d e"],
  ["[Plan](https://a.example/b) and https://a.example/c, d@e.example", "Plan and https://a.example/c, d@e.example"],
  ["a\nb\n\n\nc\n  d", "a\nb\n\n\nc\n  d"],
  [`<b> & "c" 'd' &amp; \u00a0 <script>`, `<b> & "c" 'd' &amp; \u00a0 <script>`],
  ["C:\\_data\\_old \\*not\\*", "C:\\_data\\_old *not*"],
  ["שלום\n> עולם", "שלום\n> עולם"],
])("%j", (text, expected) => expect(plain(text)).toBe(expected));

describe("in the page", () => {
  test.each([
    ["a&nbsp;b &lt;c&gt; &amp;amp; \"d\" 'e'", "a\u00a0b <c> &amp; \"d\" 'e'"],
    ['<pre><code>a\nb</code><button id="copy"><svg><path></path></svg>Copy</button></pre>c', "a\nb\nc"],
    ["a<br>b", "a\nb"],
  ])("%j, as browsers write it", (html, expected) => expect(htmlToPlain(html)).toBe(expected));
});

test("a quote is cut when it is plain, and between characters", () => {
  expect(excerpt(`[Plan](https://a.example/${"x".repeat(500)}) for **Friday**`)).toBe("Plan for Friday");
  expect(excerpt("shopping:\n- milk\n- eggs")).toBe("shopping: - milk - eggs");
  expect(excerpt("🌻".repeat(200))).toBe("🌻".repeat(120));
});

test("a text without marks comes back as it was, whatever it is", () => {
  for (const text of ["a < b > c & d", "<li>", "</blockquote>", "<pre", "&#x27; &lt;", "<br>"])
    expect(plain(text)).toBe(text);
});
