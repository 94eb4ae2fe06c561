/**
 * No text of 4,000 characters takes long to render. The worst is searched for: what people may write is repeated, the
 * slowest is grown by a piece at either end, and so on. What counts as long is told by other work on the same machine.
 */
import { expect, setDefaultTimeout, test } from "bun:test";

import { quickest } from "../../../test/support/quickest.ts";
import { readMentions } from "../mentions.ts";
import { textToHtml } from "../text.ts";

setDefaultTimeout(120_000);

const PIECES = [
  ...[
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "``",
    "```",
    "\\",
    "\\*",
    "\\_",
    "[",
    "![",
    "]",
    "](",
    "](https://a.b)",
    "(",
    ")",
  ],
  ...[
    ">",
    "> ",
    "- ",
    "1. ",
    "\n",
    "\n\n",
    "  ",
    "\t",
    " ",
    "a",
    "é",
    "e\u0301",
    "\u0301",
    "小",
    "한",
    "ก",
    "👩‍👩‍👧",
    "🌻",
  ],
  ...[
    "https://",
    "https://a.b/",
    "http://a/(",
    "http://a/(，",
    "www.",
    "www.a.b",
    "@",
    "@ada",
    "@ada/",
    "a@b.co",
    "mailto:",
  ],
  ...[
    "，",
    "“",
    "’",
    "&",
    "&amp;",
    "<",
    "<b>",
    '"',
    "C:\\",
    "\\\\a",
    "_a_",
    "*a*",
    "**a**",
    "~~a~~",
    "`a`",
    "[a](https://b.c)",
  ],
  ...[
    "\u202e",
    "|",
    "|a|b|\n|-|-|\n",
    "#",
    "---\n",
    "```\n",
    "x ```\n",
    "x ```a\n",
    "- ```\n",
    "- a\n",
    "  - b\n",
    "> a\n",
    "{",
    "'s",
    "!",
    ".",
  ],
];
const KEPT = 12;
const LENGTH = 4_000;

/** Work that takes about a millisecond where rendering the worst text takes half of one. */
const work = () => {
  for (let times = 0; times < 12; times++) "Good evening, ".repeat(300).replace(/\w/g, (letter) => letter);
};

const fill = (part: string) => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);

function render(text: string): string {
  return textToHtml(
    text,
    readMentions(text, () => new Map([["ada", 1]])),
  );
}

function timeOf(part: string, times: number): number {
  const text = fill(part);
  let best = Infinity;
  for (let left = times; left > 0; left--) {
    const start = performance.now();
    render(text);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const slowest = (parts: Iterable<string>, times: number, count: number): string[] =>
  [...parts]
    .map((part) => ({ part, time: timeOf(part, times) }))
    .sort((one, other) => other.time - one.time)
    .slice(0, count)
    .map(({ part }) => part);

test("the worst text that can be found is rendered about as fast as any", () => {
  for (const part of PIECES) timeOf(part, 3); // compiled before it is measured
  let worst = slowest(PIECES, 3, KEPT);
  for (let round = 0; round < 2; round++) {
    const grown = worst.flatMap((part) => PIECES.flatMap((piece) => [part + piece, piece + part]));
    worst = slowest(slowest(new Set([...worst, ...grown]), 1, 4 * KEPT), 5, KEPT);
  }
  for (const part of worst) {
    let times = Infinity; // a busy machine is given a few chances to show how quick it is
    for (let tries = 0; tries < 5 && times >= 5; tries++) times = Math.min(times, timeOf(part, 15) / quickest(work));
    expect(times, `${JSON.stringify(part)} takes ${times.toFixed(1)} times as long`).toBeLessThan(5);
  }
});
