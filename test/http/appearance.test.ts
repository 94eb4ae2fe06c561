/** Light or dark: chosen by a plain form, kept in the browser, and said by the first tag of every page. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { find } from "../support/html.ts";
import { submit } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const choose = (appearance: string, headers: Record<string, string> = {}) =>
  submit(server.url, "/appearance", { appearance }, headers);
const get = async (path: string, cookie: string) =>
  (await fetch(server.url + path, { headers: { cookie: `other=1; ${cookie}` } })).text();
const rootOf = (page: string) => find(page, "html")[0]?.attributes;
const media = (page: string) => find(page, "meta[name=theme-color]").map(({ attributes }) => attributes.media);

test.each(["light", "dark"])("%s is said by every page from then on, those of errors too", async (appearance) => {
  const cookie = (await choose(appearance)).headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(
    new RegExp(`^parlor_appearance=${appearance}; (?=.*HttpOnly)(?=.*SameSite=Lax)(?=.*Path=/)`, "i"),
  );
  for (const path of ["/", "/login", "/offline", "/nowhere"]) {
    const page = await get(path, cookie.split(";")[0] ?? "");
    expect(rootOf(page)).toEqual({ lang: "en", "data-appearance": appearance });
    expect(media(page)).toEqual(appearance === "light" ? ["all", "not all"] : ["not all", "all"]);
  }
});

test("the page's script has the choice kept without a page to follow", async () => {
  const answer = await choose("dark", { "HX-Request": "true" });
  expect([answer.status, answer.headers.get("set-cookie")]).toEqual([204, expect.stringContaining("=dark;")]);
});

test("as the system has it, there is nothing to keep", async () => {
  for (const appearance of ["system", "", "purple"]) {
    expect((await choose(appearance)).headers.get("set-cookie")).toMatch(/^parlor_appearance=; .*Max-Age=0/i);
  }
  const page = await get("/", "parlor_appearance=");
  expect(rootOf(page)).toEqual({ lang: "en" });
  expect(media(page)).toEqual(["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"]);
});

test.each(['dark"><script>', "purple", "darker", "dark light"])("a cookie of %p changes no page", async (value) => {
  expect(rootOf(await get("/", `parlor_appearance=${value}`))).toEqual({ lang: "en" });
});

test("the form leads back to the page that it was sent from, and to none elsewhere", async () => {
  const backTo = async (referer?: string) =>
    (await choose("dark", referer === undefined ? {} : { referer })).headers.get("location");
  expect(await backTo(`${server.url}/rooms/lobby/messages/7?x=1`)).toBe("/rooms/lobby/messages/7?x=1");
  expect(await backTo()).toBe("/");
  expect(await backTo("not an address")).toBe("/");
  expect(await backTo("https://evil.example//evil.example/")).toBe("/");
});
