/** The README's table of browsers, held against what the built files and the pages use and MDN's data on who knows that. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { register } from "../support/person.ts";
import { startServer } from "../support/server.ts";
import { FALLBACKS } from "./fallbacks.ts";
import { BROWSERS, findNeeds, firstSince, type Versions } from "./needs.ts";

const YEARS = 3;

const readme = readFileSync(join(import.meta.dir, "../../README.md"), "utf8");
/** The versions in a row of the table. */
function versionsIn(row: string): Versions {
  const [, chrome, firefox, safari] =
    new RegExp(`^\\| ${row} +\\| (\\S+) +\\| (\\S+) +\\| (\\S+) +\\|$`, "m").exec(readme) ?? [];
  return { chrome: Number(chrome), firefox: Number(firefox), safari: Number(safari) };
}

const everything = versionsIn("everything, from");
const talking = versionsIn("messages come and go, from");

await using server = await startServer();
const ada = await register(server.url, "Ada");
await ada.say("**hello** @Ada `code` https://example.com");
const paths = ["/", "/login", "/register", "/rooms/lobby", "/search?q=hello", "/profile", "/account", "/invite"];
const pages = await Promise.all(paths.map(async (path) => (await ada.ask(path)).text()));
const needs = findNeeds([...pages, await (await ada.ask("/rooms/lobby/messages/1/menu")).text()]);

test("the first versions that have everything are those that the README names", () => {
  const strict = [...needs].filter(([name]) => !(name in FALLBACKS));
  for (const browser of BROWSERS) {
    const above = strict.filter(([, versions]) => versions[browser] > everything[browser]);
    expect(above.map(([name, versions]) => `${name}: ${browser} ${versions[browser]}`)).toEqual([]);
    expect(Math.max(...strict.map(([, versions]) => versions[browser])), browser).toBe(everything[browser]);
  }
});

test("so are those in which messages come and go: they can read the script and the style sheet", () => {
  const read = [...needs].filter(([name]) => /^javascript|^css\.at-rules\.layer|^\.at$/.test(name));
  for (const browser of BROWSERS) {
    expect(Math.max(...read.map(([, versions]) => versions[browser])), browser).toBe(talking[browser]);
  }
});

test("everything is there in all that came out within three years", () => {
  const now = new Date();
  now.setFullYear(now.getFullYear() - YEARS);
  const day = now.toISOString().slice(0, 10);
  for (const browser of BROWSERS) expect(everything[browser], browser).toBeLessThanOrEqual(firstSince(browser, day));
});

test("what is said to have a fallback is used", () => {
  expect(Object.keys(FALLBACKS).filter((name) => !needs.has(name))).toEqual([]);
});
