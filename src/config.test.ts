/** A server starts with a valid configuration, or says in one line what is wrong with it. */
import { expect, test } from "bun:test";

import { readConfig, settings } from "./config.ts";
import { BadConfig } from "./lib/environment.ts";

const SECRET = "a-key-of-at-least-32-characters-!";
const all = Object.values(settings);

function problemOf(name: string, value: string): string {
  try {
    readConfig({ [name]: value });
    return "none";
  } catch (error) {
    if (error instanceof BadConfig) return error.message;
    throw error;
  }
}

test("without any variable every setting has its default", () => {
  const defaults = { port: 8080, host: "127.0.0.1", siteName: "Parlor", dataDir: "db", trustProxy: 0, jwtSecret: "" };
  expect(readConfig({})).toMatchObject({ ...defaults, logLevel: "info" });
  expect(readConfig({})).toMatchObject({ postsPer10s: 20, socketsPerPerson: 20, messageLength: 4_000 });
  expect(readConfig({})).toMatchObject({ flushInterval: 50, heartbeatSeconds: 25 });
});

test("an empty variable counts as absent", () => {
  const empty = Object.fromEntries(all.map(({ name }) => [name, ""]));
  expect(readConfig(empty)).toEqual(readConfig({}));
});

test("variables are read into values of their kind", () => {
  const environment = { PORT: "0", HOST: "::", SITE_NAME: "The Salon", LOG_LEVEL: "warn", JWT_SECRET: SECRET };
  const expected = { port: 0, host: "::", siteName: "The Salon", logLevel: "warn", jwtSecret: SECRET } as const;
  expect(readConfig(environment)).toMatchObject(expected);
  for (const FILES of ["s3://parlor", "s3://parlor.example.com/evening/files/"]) {
    expect(readConfig({ FILES }).files).toBe(FILES);
  }
  const names = ["chat.example.com", "*.example.org", "[2001:db8::7]"];
  expect(readConfig({ ALLOWED_HOSTS: "Chat.example.com, *.example.org,[2001:db8::7]" }).allowedHosts).toEqual(names);
});

test("the longest message fits into a request, whatever it is made of", () => {
  for (const length of [1, 4_000, 20_000]) {
    const form = new URLSearchParams({ body: "👋".repeat(length), key: crypto.randomUUID(), reply: "1".repeat(15) });
    const { bodyBytes } = readConfig({ MESSAGE_LENGTH: String(length), BODY_BYTES: "1024" });
    expect([length, bodyBytes >= String(form).length]).toEqual([length, true]);
  }
});

const BUCKET = "s3://bucket or s3://bucket/prefix";
const HOSTS = "names without port, separated by commas, as in chat.example.com, *.example.org";

test.each([
  ["PORT", "http", "a whole number from 0 to 65535"],
  ["PORT", "65536", "a whole number from 0 to 65535"],
  ["PORT", "-1", "a whole number from 0 to 65535"],
  ["PORT", "80.5", "a whole number from 0 to 65535"],
  ["PORT", "0x50", "a whole number from 0 to 65535"],
  ["PORT", "8080 ", "a whole number from 0 to 65535"],
  ["MESSAGE_LENGTH", "0", "a whole number from 1 to 20000"],
  ["TRUST_PROXY", "true", "a whole number from 0 to 16"],
  ["ALLOWED_HOSTS", "https://a.example", HOSTS],
  ["ALLOWED_HOSTS", "a.example:8080", HOSTS],
  ["ALLOWED_HOSTS", "a.example,,b.example", HOSTS],
  ["ALLOWED_HOSTS", "*", HOSTS],
  ["FILES", "/mnt/files", BUCKET],
  ["FILES", "s3://", BUCKET],
  ["FILES", "s3://Parlor", BUCKET],
  ["FILES", "s3://parlor/../other", BUCKET],
  ["FILES", "https://s3.example.com/parlor", BUCKET],
  ["LOG_LEVEL", "loud", "one of debug, info, warn, error"],
])("%s=%s stops the start with the variable, the value and what is expected", (name, value, expectation) => {
  expect(problemOf(name, value)).toBe(`${name} is "${value}": expected ${expectation}`);
});

test("a key that is too short stops the start without being printed", () => {
  expect(problemOf("JWT_SECRET", "hunter2")).toBe("JWT_SECRET is 7 characters long: expected at least 32");
});

test("a value of several lines is still refused in one", () => {
  for (const name of ["PORT", "LOG_LEVEL"]) expect(problemOf(name, "80\n81")).toMatch(/^.*80.*expected.*$/);
});

test("every number has limits, and its default is within them", () => {
  for (const { name, fallback } of all.filter(({ fallback }) => typeof fallback === "number")) {
    expect(problemOf(name, "many")).toStartWith(`${name} is "many": expected a whole number from `);
    expect(problemOf(name, "999999999999")).toStartWith(`${name} is "999999999999": expected`);
    expect(problemOf(name, String(fallback))).toBe("none");
  }
});

test("every setting has a name of its own", () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { name } of all) expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/);
});

/** What the comment of each setting says, as the README has it: in one line, without capital and full stop. */
async function readComments(): Promise<Map<string, string>> {
  const source = await Bun.file(new URL("config.ts", import.meta.url)).text();
  const table = source.slice(source.indexOf("settings = {"));
  const found = [...table.matchAll(/\/\*\*([\s\S]*?)\*\/\s+\w+: \w+\("([A-Z_0-9]+)"/g)];
  return new Map(
    found.map(([, comment = "", name = ""]) => {
      const line = comment.replace(/\s*\n\s*\* /g, " ").trim();
      return [name, line.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase()).replace(/\.$/, "")];
    }),
  );
}

test("the README lists every setting as it is, and says what its comment says", async () => {
  const readme = await Bun.file(new URL("../README.md", import.meta.url)).text();
  const listed = [...readme.matchAll(/^\| `([A-Z_0-9]+)` +\| (.*?) +\| (.*?) +\|$/gm)].map(([, ...cells]) => cells);
  const comments = await readComments();
  const settled = all.map(({ name, fallback }) => [
    name,
    String(fallback) === "" ? "" : `\`${fallback}\``,
    comments.get(name) ?? "no comment",
  ]);
  expect(listed.map((cells) => cells.map((cell) => cell?.trim()))).toEqual(settled);
});
