/**
 * `bun bench/markdown.ts`: what rendering texts costs, in µs: a plain and a marked message, the worst that are known, and a
 * page of history of the worst, of which nothing is in the cache.
 */
import { textToHtml } from "../src/messages/text.ts";

const TIMES = 41;

const TEXTS: Record<string, string> = {
  "a plain message": "Good evening, is anybody up for a walk along the river tomorrow?",
  "a marked message":
    "**Plan** for _Friday_: see https://a.example/b?c=1, `npm i`, and\n- bring *bread*\n- ~~wine~~ water\n> said @ada",
  "4,000 characters of words": "Good evening, ".repeat(285),
  ...Object.fromEntries(
    ["*\n\n", "*[", "- a\n", "**a_", "`a` ", "http://a ", "~~a~~_a_**", "---\n- a\n  - ```\n", "[a](http://b)"].map(
      (part) => [JSON.stringify(part), part.repeat(4_000 / part.length)],
    ),
  ),
};

/** The median of many times, in µs; short work is repeated, for the clock is coarse. */
function measure(work: () => void): number {
  work();
  const start = performance.now();
  work();
  const repeats = Math.max(1, Math.ceil(1 / (performance.now() - start)));
  const times = Array.from({ length: TIMES }, () => {
    const start = performance.now();
    for (let left = repeats; left > 0; left--) work();
    return ((performance.now() - start) * 1_000) / repeats;
  });
  return times.sort((one, other) => one - other)[TIMES >> 1] ?? NaN;
}

for (let times = 0; times < 200; times++) for (const text of Object.values(TEXTS)) textToHtml(text);
const figures = Object.entries(TEXTS).map(([name, text]) => ({ name, time: measure(() => textToHtml(text)) }));
const worst = figures.reduce((one, other) => (other.time > one.time ? other : one));
const page = Array.from({ length: 50 }, () => TEXTS[worst.name] ?? "");
figures.push({ name: `50 times ${worst.name}`, time: measure(() => page.forEach((text) => textToHtml(text))) });
for (const { name, time } of figures) process.stdout.write(`${name.padEnd(32)} ${time.toFixed(1).padStart(9)} µs\n`);
