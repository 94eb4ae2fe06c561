/** Everything people wrote is shown as they wrote it, and never becomes a part of the page. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { addRoom } from "../support/database.ts";
import { attributeOf, find, logIn, textOf } from "../support/html.ts";
import { PASSWORD, type Person, register, rowsIn, submit } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const EVIL = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><hx-partial hx-get="/logout" hx-trigger="load">',
  "'><hx-partial hx-target='body'>",
  "</div></li><li id=m-1 class=message>",
  "</textarea></template><b onclick=alert(1)>",
  "<!-- <![CDATA[ -->",
  "&lt;b&gt; &amp; &quot;",
  "<B STYLE='position:fixed'>",
];
const SITE = 'Tom & <b>"Jerry"</b>';

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({
    FLUSH_INTERVAL_MS: "0",
    POSTS_PER_10S: "1000",
    LOGINS_PER_NAME_10MIN: "1000",
    SITE_NAME: SITE,
  });
  await betweenRuns(server, (folder) => addRoom(folder, "attic", EVIL.join(" ")));
  ada = await register(server.url, "ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const submitAsHtmx = (path: string, fields: Record<string, string>) =>
  submit(server.url, path, fields, { "HX-Request": "true" });

/** The elements and attribute names of a piece of HTML, which is all that people's text may not change. */
const shapeOf = (html: string, selector = "*") =>
  find(html, selector).map(({ tag, attributes }) => [tag, ...Object.keys(attributes)].join(" "));

test.each(EVIL)("the message %p is shown as it is, in its row, the page, and history", async (text) => {
  const plain = await (await ada.post("plain")).text();
  const key = crypto.randomUUID();
  const row = await (await ada.post(text, key)).text();
  const page = await (await ada.ask("/rooms/lobby")).text();
  const history = await (await ada.ask("/rooms/lobby/messages", { headers: { "HX-Request": "true" } })).text();
  expect(shapeOf(row)).toEqual(shapeOf(plain));
  expect(textOf(row, "div")).toBe(text);
  for (const html of [logIn(page), history]) {
    expect(rowsIn(html).at(-1)?.key).toBe(key);
    expect(find(html, "li > div").at(-1)?.text).toBe(text);
    expect(find(html, "script, img, hx-partial, b[onclick], b[style]")).toEqual([]);
  }
});

test("what a person wrote is out of htmx's reach", async () => {
  const row = await (await ada.post("hx-get='/logout'")).text();
  expect(find(row, "div").map(({ attributes }) => "hx-ignore" in attributes)).toEqual([true]);
});

test.each([
  ["https://a.example/?a=1&b=<b>", "https://a.example/?a=1&b="],
  ["https://a.example/?a=&lt;b&gt", "https://a.example/?a=&lt;b&gt"],
  ["http://a.example/'onclick='alert(1)", "http://a.example/'onclick='alert(1"],
  ['https://a.example/"onclick="alert(1)', "https://a.example/"],
])("the link in %p leads where it says, and has no other attribute", async (text, href) => {
  const row = await (await ada.post(text)).text();
  const [link, ...more] = find(row, "div a");
  expect(more).toEqual([]);
  expect(Object.keys(link?.attributes ?? {}).sort()).toEqual(["href", "rel", "target"]);
  expect(link?.attributes.href).toStartWith(href);
  expect(link?.attributes.rel).toContain("noopener");
});

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt://a.example/%0aalert(1)",
  "data:text/html,<b>",
  "vbscript:x",
  "file:///etc/passwd",
])("%p is no link", async (text) => {
  expect(find(await (await ada.post(text)).text(), "div a")).toEqual([]);
});

test.each(EVIL)("the message %p stays text where it is quoted, changed and answered", async (text) => {
  const shown = async (body: string) => {
    const [row] = rowsIn(await (await ada.post(body)).text());
    const form = { body: "and?", reply: String(row?.id) };
    const reply = await (
      await submit(server.url, "/rooms/lobby/messages", form, { cookie: ada.cookie, "HX-Request": "true" })
    ).text();
    const asked = await Promise.all(
      ["menu", "edit", "reply"].flatMap((what) =>
        ["true", "false"].map(async (fragment) => {
          const headers = { "HX-Request": fragment };
          return (await ada.ask(`/rooms/lobby/messages/${row?.id}/${what}`, { headers })).text();
        }),
      ),
    );
    return { reply, asked, shapes: [reply, ...asked].map((html) => shapeOf(html)) };
  };
  const [plain, { reply, asked, shapes }] = [await shown("plain"), await shown(text)];
  expect(shapes).toEqual(plain.shapes);
  expect(textOf(reply, ".quote span")?.replace(/\s+/g, " ")).toBe(text.replace(/\s+/g, " "));
  expect(asked.join()).not.toContain("<hx-partial");
});

test.each(EVIL)("the name %p comes back in its field as it was typed", async (username) => {
  const plain = await (await submit(server.url, "/register", { username: "?", password: PASSWORD })).text();
  for (const submitAs of [
    (path: string, fields: Record<string, string>) => submit(server.url, path, fields),
    submitAsHtmx,
  ]) {
    const page = await (await submitAs("/register", { username, password: PASSWORD })).text();
    expect(attributeOf(page, "#username", "value")).toBe(username);
    expect(shapeOf(page)).toEqual(shapeOf(plain));
    const [raw = ""] = /id="username"[^>]*>/.exec(page) ?? [];
    expect(raw.slice(0, -1)).not.toMatch(/[<>]/);
  }
});

test.each(EVIL)("the name %p comes back from a refused log-in as it was typed", async (username) => {
  const page = await (await submit(server.url, "/login", { username, password: PASSWORD })).text();
  expect(attributeOf(page, "#username", "value")).toBe(username);
  expect(find(page, "hx-partial, img, script:not([src]), b, textarea")).toEqual([]);
});

test.each(EVIL)("a way back with %p in it stays a way back", async (text) => {
  const next = `/rooms/lobby?${text}`;
  const answers = [
    await fetch(`${server.url}/login?next=${encodeURIComponent(next)}`),
    await submitAsHtmx("/login", { username: "x", password: "y", next }),
  ];
  for (const answer of answers) {
    const page = await answer.text();
    expect(attributeOf(page, "input[name=next]", "value")).toStartWith("/rooms/lobby");
    expect(page).not.toContain("<hx-partial");
    expect(find(page, "hx-partial, img, script:not([src]), b, textarea")).toEqual([]);
  }
});

test.each(EVIL)("a refused draft %p is still in its field, and nowhere else", async (text) => {
  const tooLong = (text: string) => text + "x".repeat(4_000);
  const draft = async (body: string) =>
    (await submit(server.url, "/rooms/lobby/messages", { body }, { cookie: ada.cookie })).text();
  const page = await draft(tooLong(text));
  expect(textOf(page, "#composer textarea")).toBe(tooLong(text));
  const composerOf = (page: string) => shapeOf(page, "#composer, #composer *");
  expect(composerOf(page)).toEqual(composerOf(await draft(tooLong("plain"))));
  const keep = async (body: string) => (await submit(server.url, "/rooms/lobby/messages", { body })).text();
  expect(textOf(await keep(text), "textarea")).toBe(text);
  expect(shapeOf(await keep(text))).toEqual(shapeOf(await keep("plain")));
});

test.each(EVIL)(
  "the name, the topic and the people of a room called %p are only text, on every page about it",
  async (text) => {
    const send = (path: string, fields: [string, string][]) =>
      ada.ask(path, { method: "POST", body: new URLSearchParams(fields) });
    const shapes = async (name: string) => {
      const made = await send("/rooms", [
        ["name", `R ${name}`.slice(0, 40)],
        ["topic", name],
        ["kind", "closed"],
      ]);
      const room = made.headers.get("location") ?? "";
      const pages = [room, `${room}/about`, `${room}/people`, "/rooms", "/rooms/lobby", "/search?q=x"];
      const texts = await Promise.all(pages.map(async (path) => (await ada.ask(path)).text()));
      const [page = "", about = ""] = texts;
      expect([textOf(page, "h1"), textOf(about, ".topic")]).toEqual([`R ${name}`.slice(0, 40), name]);
      expect([attributeOf(about, "#name", "value"), attributeOf(about, "#topic", "value")]).toEqual([
        `R ${name}`.slice(0, 40),
        name,
      ]);
      for (const typed of [name, `${name}, ${name} 2`])
        texts.push(await (await send(`${room}/people`, [["person", typed]])).text());
      texts.push(await (await send("/rooms", [["name", ""], ["kind", "closed"], ["person", name]])).text()); // prettier-ignore
      texts.push(await (await send("/direct", [["person", name]])).text());
      await send(`${room}/delete`, [["name", `R ${name}`.slice(0, 40)]]);
      expect(texts.join()).not.toContain("<hx-partial");
      for (const html of texts)
        expect(find(html, "hx-partial, img, script:not([src]), [onclick], [style]")).toEqual([]);
      return texts.map((html) => shapeOf(html));
    };
    expect(await shapes(text)).toEqual(await shapes("x".repeat(text.length))); // a long name is a title as well
  },
);

test("the names of rooms and of the place are only names", async () => {
  const lobby = await (await ada.ask("/rooms/lobby")).text();
  const attic = await (await ada.ask("/rooms/attic")).text();
  const people = await (await ada.ask("/rooms/attic/people")).text();
  const landing = await (await fetch(server.url)).text();
  expect(textOf(landing, "h1")).toBe(SITE);
  expect(textOf(attic, "title")).toBe(`${EVIL.join(" ")} · ${SITE}`);
  expect(textOf(attic, "h1")).toBe(EVIL.join(" "));
  expect(find(lobby, "nav [data-room] a").map(({ text }) => text)).toEqual(["Lobby", EVIL.join(" ")]);
  for (const page of [lobby, attic, people, landing]) {
    expect(find(page, "hx-partial, img, script:not([src]), [onclick], [style]")).toEqual([]);
  }
  const manifest = (await (await fetch(`${server.url}/manifest.webmanifest`)).json()) as { name: string };
  expect(manifest.name).toBe(SITE);
});
