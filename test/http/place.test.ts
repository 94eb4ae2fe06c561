/** What an administrator says the place is called, and how it looks, holds on every page from that moment, and after a restart. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import type { RegistrationMode } from "../../src/auth/registration.store.ts";
import { change } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { setMode } from "../support/operator.ts";
import { type Person, register } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let host: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", SITE_NAME: "The Den", TRUST_PROXY: "1", HEARTBEAT_S: "50" });
  host = await register(server.url, "Host");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1"));
});
afterAll(() => server[Symbol.asyncDispose]());

const save = (fields: Record<string, string>) =>
  host.ask("/admin/place", { method: "POST", body: new URLSearchParams(fields) });
const page = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(server.url + path, { headers })).text();
const own = async (path: string) => (await host.ask(path)).text();

test("until somebody changes it, the place is called what it was started with", async () => {
  expect(textOf(await page("/"), "h1")).toBe("The Den");
  const form = await own("/admin/place");
  expect([attributeOf(form, "#name", "value"), textOf(form, "#name-hint")]).toEqual([
    "",
    expect.stringContaining("“The Den”"),
  ]);
});

test("a new name is on every page at once: the room, which was shown before, the forms, the app and its offline page", async () => {
  const before = await own("/rooms/lobby");
  expect(textOf(before, ".wordmark")).toBe("The Den");
  const [worker, offline] = [await page("/service-worker.js"), await page("/offline")];
  expect((await save({ name: "  The \u202e Snug\n" })).headers.get("location")).toBe("/admin/place?done=place");
  const after = await own("/rooms/lobby");
  expect([textOf(after, ".wordmark"), textOf(after, "title")]).toEqual(["The Snug", "Lobby · The Snug"]);
  expect(textOf(await page("/"), "h1")).toBe("The Snug");
  expect(textOf(await page("/login"), ".wordmark")).toBe("The Snug");
  expect(textOf(await page("/nowhere"), "title")).toBe("Page not found · The Snug");
  expect((JSON.parse(await page("/manifest.webmanifest")) as { name: string }).name).toBe("The Snug");
  const changed = await page("/offline");
  expect([changed.includes("The Snug"), changed === offline]).toEqual([true, false]);
  expect(await page("/service-worker.js")).not.toBe(worker); // so that browsers fetch the page anew
});

test("an accent is on every page, and lamp is what no page says", async () => {
  const accentOf = async (path: string) => attributeOf(await own(path), "html", "data-accent");
  expect(await accentOf("/rooms/lobby")).toBeUndefined();
  await save({ accent: "moss" });
  expect([await accentOf("/rooms/lobby"), await accentOf("/account"), await accentOf("/")]).toEqual([
    "moss",
    "moss",
    "moss",
  ]);
  expect((await save({ accent: "mauve" })).status).toBe(422);
  expect(attributeOf(await own("/admin/place"), "input[checked]", "value")).toBe("moss");
  await save({ accent: "lamp" });
  expect(await accentOf("/rooms/lobby")).toBeUndefined();
});

test("open pages are told at once, by the word that a new build has", async () => {
  const build = attributeOf(await own("/rooms/lobby"), "#live", "data-build");
  const reader = await openReader(server.url, host);
  await save({ accent: "plum" });
  const said = () => reader.notes().flatMap(({ heartbeat }) => (heartbeat === undefined ? [] : String(heartbeat)));
  await reader.until(() => said().length > 0, "the pages to be told");
  expect(said()[0]).not.toBe(build);
  expect(said()[0]).toBe(attributeOf(await own("/rooms/lobby"), "#live", "data-build") ?? "");
  reader.close();
});

test("the sentence is on the landing page, as text, and in what links to it show", async () => {
  const sentence = `Tea & "cake", <b>daily</b>`;
  await save({ sentence });
  const landing = await page("/");
  expect([textOf(landing, "main p"), attributeOf(landing, "meta[name=description]", "content")]).toEqual([
    sentence,
    sentence,
  ]);
  expect(find(landing, "main b")).toEqual([]);
});

test("a hostile name and whatever else is typed here stays text, in every page and in what programs read", async () => {
  const name = `"><b onclick=x>&amp;'</title>`;
  await save({ name });
  for (const path of ["/", "/login", "/register", "/offline"]) {
    const html = await page(path);
    expect([path, textOf(html, "title")?.includes(name), find(html, "b[onclick]")]).toEqual([path, true, []]);
  }
  expect(attributeOf(await page("/"), "meta[property='og:title']", "content")).toBe(name);
  const activity = await own("/admin/activity");
  expect([find(activity, ".sentence").some(({ text }) => text.includes(name)), find(activity, "b[onclick]")]).toEqual([
    true,
    [],
  ]);
  const form = await own("/admin/place");
  expect([attributeOf(form, "#name", "value"), find(form, "b[onclick]")]).toEqual([name, []]);
  const refused = await host.ask("/admin/invites", {
    method: "POST",
    body: new URLSearchParams({ uses: name, days: "7" }),
  });
  expect(attributeOf(await refused.text(), "#uses", "value")).toBe(name);
  await save({ name: "The Snug" });
});

test("what is too long is kept and explained, and changes nothing", async () => {
  const name = "n".repeat(41);
  const refused = await save({ name, sentence: "s".repeat(201), accent: "rose" });
  const html = await refused.text();
  expect([refused.status, attributeOf(html, "#name", "value"), textOf(html, "#name-problem")]).toEqual([
    422,
    name,
    "This has 41 characters. Up to 40 fit.",
  ]);
  expect([textOf(html, "#sentence")?.length, attributeOf(html, "input[checked]", "value")]).toEqual([201, "rose"]);
  expect(textOf(await page("/"), "h1")).toBe("The Snug");
  const first = await save({ name, from: "welcome" });
  expect([first.status, textOf(await first.text(), "h1")]).toEqual([422, "You're the administrator"]);
});

test("it stays after a restart, and emptied it is again what the place was started with", async () => {
  await server.stop();
  await server.restart();
  expect(textOf(await page("/"), "h1")).toBe("The Snug");
  await save({ name: "", sentence: "" });
  const landing = await page("/");
  expect([textOf(landing, "h1"), textOf(landing, "main p")?.startsWith("A room to talk in.")]).toEqual([
    "The Den",
    true,
  ]);
});

test("the landing page has the name once in its text, and says why nobody new can join and what to do", async () => {
  const texts = async () => {
    const landing = await page("/");
    expect(find(landing, "body").map(({ text }) => text.split("The Den").length - 1)).toEqual([1]);
    return [find(landing, "nav a").map(({ text }) => text), find(landing, "main p").at(1)?.text];
  };
  const choose = (mode: RegistrationMode) => betweenRuns(server, (folder) => setMode(folder, mode));
  expect(await texts()).toEqual([["Join the room", "Log in"], undefined]);
  await choose("invite");
  expect(await texts()).toEqual([["Log in"], expect.stringMatching(/invitation link\. Ask someone/)]);
  await choose("closed");
  expect(await texts()).toEqual([["Log in"], expect.stringMatching(/^Registration is closed.*log in\..*ask/)]);
  await choose("open");
});

test("links to the place and invitations look like something where they are shown", async () => {
  const https = { "x-forwarded-proto": "https", "x-forwarded-host": "par.lor" };
  const read = (html: string, name: string) => attributeOf(html, `meta[property="${name}"]`, "content");
  const landing = await page("/", https);
  expect([read(landing, "og:title"), read(landing, "og:url"), read(landing, "og:description")]).toEqual([
    "The Den",
    "https://par.lor/",
    expect.stringContaining("A room to talk in."),
  ]);
  expect(attributeOf(landing, "link[rel=canonical]", "href")).toBe("https://par.lor/");
  const picture = new URL(read(landing, "og:image") ?? "");
  const answer = await fetch(server.url + picture.pathname);
  expect([picture.origin, answer.status, answer.headers.get("content-type")]).toEqual([
    "https://par.lor",
    200,
    "image/png",
  ]);
  await save({ accent: "sky" });
  expect(read(await page("/", https), "og:image")).not.toBe(picture.href);

  await host.ask("/admin/invites", { method: "POST", body: new URLSearchParams({ uses: "1", days: "7" }) });
  const link = new URL(attributeOf(await own("/admin/invites"), ".link", "value") ?? "");
  const invitation = await page(link.pathname + link.search, https);
  expect([read(invitation, "og:title"), attributeOf(invitation, "meta[name=robots]", "content")]).toEqual([
    "You're invited to The Den",
    "noindex",
  ]);
  expect([read(invitation, "og:url"), find(invitation, "link[rel=canonical]")]).toEqual([undefined, []]); // previews would lead there
});

test("search engines may have the landing page, and are asked to leave the rest", async () => {
  const robots = await fetch(`${server.url}/robots.txt`);
  expect([robots.status, robots.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
  const disallowed = [...(await robots.text()).matchAll(/^Disallow: (.*)$/gm)].map(([, path]) => path);
  expect(disallowed).toContain("/rooms/");
  for (const path of ["/", "/register", "/login", "/build/x.css"]) {
    expect(disallowed.filter((start) => path.startsWith(start ?? ""))).toEqual([]);
  }
});
