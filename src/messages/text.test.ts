/** What people write is kept as they meant it, and can do nothing but be read. */
import { expect, test } from "bun:test";

import { quickest } from "../../test/support/quickest.ts";
import { isEmojiOnly, isLong, readText, textToHtml } from "./text.ts";

const kept = (typed: string, most = 4_000) => readText(typed, most);
const link = (address: string, shown = address) =>
  `<a href="${shown}" target="_blank" rel="noopener nofollow ugc">${shown}</a>`;

test.each([
  ["line ends", "one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"],
  ["line ends of word processors", "one\vtwo\ffour\u0085five\u2028six\u2029seven", "one\ntwo\nfour\nfive\nsix\nseven"],
  ["what is blank around it", "\r\n\n  said  \n\n", "  said"],
  ["blank lines inside", "one\n\n\ntwo", "one\n\n\ntwo"],
  ["tabs and indents", "a\tb\n  c", "a\tb\n  c"],
  ["control characters", "a\u0000b\u0007c\u001b[31md\u007f", "abc[31md"],
  ["half a character", "a\ud800b", "a\ufffdb"],
  ["emoji of several parts", "👩‍👩‍👧 🏳️‍🌈", "👩‍👩‍👧 🏳️‍🌈"],
  ["right-to-left text", "שלום עולם", "שלום עולם"],
])("%s: kept as it was meant", (_, typed, text) => {
  expect(kept(typed)).toEqual({ text });
});

const INVISIBLE = [
  "\u200b\u200d",
  "\u0000",
  "\u3164",
  "\ufe0f \u202e",
  "\u2800",
  "\u2800\n\u00ad",
  "\u{1d159}",
  "\u{e0041}",
  "\u115f",
  "\u2060\u2063",
  "\u180e",
  "\v\f",
  "\u2028",
];

test.each(["", " \n\t ", ...INVISIBLE])("%j is nothing to say", (typed) =>
  expect(kept(typed)).toEqual({ problem: "Write something first." }),
);

test("length counts characters after line ends are made one", () => {
  expect(kept("🌻".repeat(4_000))).toEqual({ text: "🌻".repeat(4_000) });
  expect(kept("a\r\nb", 3)).toEqual({ text: "a\nb" });
  expect(kept("x".repeat(4_001))).toEqual({ problem: "That is 4,001 characters. A message has at most 4,000." });
});

test.each([
  ["spaces", " "],
  ["line ends", "\r\n"],
  ["dots of an address", "http://a.b?"],
  ["emoji", "🌻"],
])("a long run of %s is read in no time", (_, part) => {
  const time = quickest(() => {
    kept(`x${part.repeat(60_000)}x`);
    textToHtml(part.repeat(2_000));
    isEmojiOnly(part.repeat(100));
  });
  expect(time).toBeLessThan(250);
});

test("markup is shown, not carried out", () => {
  const typed = `<script>alert('1')</script> <img src=x onerror="a"> &lt; <hx-x>`;
  const html = textToHtml(typed);
  expect(html).not.toMatch(/[<>"']/);
  expect(html).toBe(Bun.escapeHTML(typed));
});

test.each([
  ["see http://a.example/b?c=1#d now", `see ${link("http://a.example/b?c=1#d")} now`],
  ["HTTPS://A.example", link("HTTPS://A.example")],
  ["(https://a.example/b_(c)).", `(${link("https://a.example/b_(c)")}).`],
  ["really, https://a.example/?! yes", `really, ${link("https://a.example/")}?! yes`],
  ["https://a.example\nhttps://b.example", `${link("https://a.example")}\n${link("https://b.example")}`],
  ["https://a.example/?b=1&c=2", link("https://a.example/?b=1&c=2", "https://a.example/?b=1&amp;c=2")],
  ["https://a.example/o'b/c", link("https://a.example/o'b/c", "https://a.example/o&#x27;b/c")],
])("the address in %j becomes a link", (text, html) => {
  expect(textToHtml(text)).toBe(html);
});

test.each(["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "xhttp://a.example", "https://", "http://["])(
  "%s does not become a link",
  (text) => expect(textToHtml(text)).toBe(text),
);

test("an address can't leave its link", () => {
  expect(textToHtml(`https://a.example/"onclick=alert(1)`)).toBe(`${link("https://a.example/")}&quot;onclick=alert(1)`);
  expect(textToHtml("https://a.example/<b>")).toBe(`${link("https://a.example/")}&lt;b&gt;`);
});

test.each(["🌻", "🌻🌻 🌻", "👩‍👩‍👧", "🏳️‍🌈", "🇩🇪", "👍🏽", "❤️", "1️⃣", "❤", "☺", "❤ ☺", "✌🏽", "☀🌻", "❤‍🔥", "🏳‍🌈", "🌶", "1⃣"])(
  "%s is shown large",
  (text) => expect(isEmojiOnly(text)).toBeTrue(),
);

test.each([
  "",
  "1",
  "#",
  "a",
  "🌻!",
  "hello 🌻",
  "🌻".repeat(13),
  "©",
  "™",
  "↔",
  "ℹ",
  "❤!",
  "❤︎",
  "🇩",
  "½",
  "①",
  "→",
  "♪♫",
])("%j is shown as text", (text) => expect(isEmojiOnly(text)).toBeFalse());

test.each([
  ["a\n".repeat(29), false],
  ["a\n".repeat(31), true],
  ["word ".repeat(400), false],
  ["word ".repeat(420), true],
  [`${"x".repeat(680)}\n${"a\n".repeat(19)}`, false],
  [`${"x".repeat(680)}\n${"a\n".repeat(21)}`, true],
  ["", false],
])("%j takes so many lines that it is folded: %p", (text, long) => expect(isLong(text)).toBe(long));
