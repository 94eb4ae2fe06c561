/** The pages and the small routes of the contract: the room, the health check, the manifest, and what is not there. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { addMessages, addRoom, hideTable, query } from "../support/database.ts";
import { attributeOf, find, logIn, textOf } from "../support/html.ts";
import { PASSWORD, type Person, register, rowsIn, submit } from "../support/person.ts";
import { askRaw } from "../support/raw.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const HTMX = { "HX-Request": "true" };

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000", SITE_NAME: "The Snug" });
  await betweenRuns(server, (folder) => addRoom(folder, "attic", "Attic"));
  ada = await register(server.url, "ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const ask = (path: string, init: RequestInit = {}) => fetch(server.url + path, { redirect: "manual", ...init });

test("a stranger is shown what this place is called and the two ways in", async () => {
  const response = await ask("/");
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(textOf(page, "h1")).toBe("The Snug");
  expect(find(page, "main a").map(({ attributes }) => attributes.href)).toEqual(["/register", "/login"]);
});

test("a member is offered the room on the landing page", async () => {
  const page = await (await ada.ask("/")).text();
  expect(find(page, "main a").map(({ attributes }) => attributes.href)).toEqual(["/rooms/lobby"]);
});

test("the lobby is there from the first start, empty, from its beginning", async () => {
  await using fresh = await startServer();
  const bob = await register(fresh.url, "bob");
  const response = await bob.ask("/rooms/lobby");
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(rowsIn(page)).toEqual([]);
  expect(attributeOf(page, "#log", "data-from")).toBe("0");
  expect(textOf(logIn(page), "#older")).toBe("This is the Lobby");
});

test("the room page shows the latest 50 messages, where the log begins, and its cursor", async () => {
  const messages = Array.from({ length: 60 }, (_, index) => ({ room: 1, body: `message ${index}` }));
  await betweenRuns(server, (folder) => addMessages(folder, messages));
  await ada.say("the latest");
  const page = await (await ada.ask("/rooms/lobby")).text();
  const rows = rowsIn(page);
  const [log] = query<{ cursor: string }>(
    server.folder,
    "SELECT epoch || '.' || (SELECT max(rev) FROM messages) AS cursor FROM log",
  );
  const ids = query<{ id: number }>(server.folder, "SELECT id FROM messages WHERE room_id = 1 ORDER BY id");
  expect(rows).toHaveLength(50);
  expect(rows.map(({ id }) => id)).toEqual(ids.slice(-50).map(({ id }) => id));
  expect(rows.at(-1)?.text).toBe("the latest");
  expect(attributeOf(page, "#log", "data-cursor")).toBe(String(log?.cursor));
  expect(attributeOf(page, "#log", "data-from")).toBe(String(rows[0]?.id));
});

test("every room shows its own messages only", async () => {
  await (await ada.post("up here", undefined, "attic")).text();
  expect(rowsIn(await (await ada.ask("/rooms/attic")).text()).map(({ text }) => text)).toEqual(["up here"]);
});

test.each(["/rooms/lobby", "/rooms/attic", "/rooms/attic/messages?before=5", "/rooms/lobby/people"])(
  "a stranger who opens %s logs in and comes out there",
  async (path) => {
    const away = await ask(path);
    expect(away.status).toBe(303);
    const page = await (await ask(away.headers.get("location") ?? "")).text();
    const next = attributeOf(page, "input[name=next]", "value") ?? "";
    const back = await submit(server.url, "/login", { username: "ada", password: PASSWORD, next });
    expect(back.status).toBe(303);
    expect(back.headers.get("location")).toBe(path);
  },
);

test.each([
  ["/rooms/lobby", "/rooms/lobby"],
  ["/rooms/lobby/messages?before=5", "/rooms/lobby"],
  ["/rooms/attic/messages?before=5", "/rooms/attic"],
])("htmx asking for %s without a session is sent to log in, and back to its page", async (path, current) => {
  const response = await ask(path, { headers: { ...HTMX, "HX-Current-URL": server.url + current } });
  expect(response.status).toBe(401);
  const { pathname, searchParams } = new URL(response.headers.get("hx-redirect") ?? "", server.url);
  expect({ pathname, next: searchParams.get("next") }).toEqual({ pathname: "/login", next: current });
  expect(await response.text()).not.toContain("<html");
});

test.each([
  "/rooms/cellar",
  "/rooms/cellar/messages",
  "/rooms/cellar/people",
  "/rooms/LOBBY",
  "/rooms/%00",
  "/rooms/%E0%A4%A",
])("a member is told that there is no room at %s, as a page and as a fragment", async (path) => {
  const [page, fragment] = await Promise.all([ada.ask(path), ada.ask(path, { headers: HTMX })]);
  expect([page.status, fragment.status]).toEqual([404, 404]);
  expect(textOf(await page.text(), "main p")).toBe("There is no such room, or you are not in it.");
  expect(await fragment.text()).toBe(
    '<p class="problem" role="alert">There is no such room, or you are not in it.</p>',
  );
});

test.each(["/nothing", "/build/nothing.js", "/favicon.ico", "//", "/%"])(
  "there is nothing at %s, and a page says so",
  async (path) => {
    const { status, headers, body } = await askRaw(
      server.port,
      `GET ${path} HTTP/1.1`,
      `Host: localhost:${server.port}`,
    );
    const page = new TextDecoder().decode(body);
    expect(status).toBe(404);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(textOf(page, "main p")).toBe("There is no page at this address.");
    expect(find(page, "main .button").length).toBe(1);
  },
);

test.each([
  ["PUT", "/rooms/lobby"],
  ["DELETE", "/rooms/lobby/messages"],
  ["PATCH", "/login"],
  ["POST", "/"],
  ["GET", "/logout"],
  ["POST", "/healthz"],
])("%s %s is answered with a page, and changes nothing", async (method, path) => {
  const response = await ada.ask(path, { method });
  expect([404, 405]).toContain(response.status);
  expect(textOf(await response.text(), "h1")).toBeTruthy();
  expect((await ada.ask("/rooms/lobby")).status).toBe(200);
});

test.each(["/", "/login", "/register", "/rooms/lobby", "/healthz", "/manifest.webmanifest", "/icon.svg"])(
  "HEAD %s has the status and the type of GET, and no body",
  async (path) => {
    const [head, get] = await Promise.all([ada.ask(path, { method: "HEAD" }), ada.ask(path)]);
    expect(head.status).toBe(get.status);
    expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
    expect(await head.text()).toBe("");
  },
);

test("the health check says ok while the database answers, and 503 while it does not", async () => {
  const health = async () => {
    const response = await ask("/healthz");
    return { status: response.status, text: await response.text() };
  };
  expect(await health()).toEqual({ status: 200, text: "ok" });
  {
    using _ = hideTable(server.folder, "rooms");
    expect((await health()).status).toBe(503);
  }
  expect(await health()).toEqual({ status: 200, text: "ok" });
});

test("other programs find the messages, the rooms and the people where they expect them", async () => {
  const key = await ada.say("for the archive");
  const sql = `SELECT messages.id, key, body, rev, messages.created_at AS at, slug, name, username FROM messages
    JOIN rooms ON rooms.id = room_id JOIN users ON users.id = author_id WHERE key = ?`;
  const [row, ...more] = query<Record<string, string | number>>(server.folder, sql, key);
  expect(more).toEqual([]);
  expect(row).toMatchObject({ key, body: "for the archive", slug: "lobby", name: "Lobby", username: "ada" });
  expect(Math.abs(Number(row?.at) - Date.now())).toBeLessThan(60_000);
});

type Icon = { src: string; sizes: string; type: string; purpose: string };

/** Width and height of a PNG, as its head says. */
function sizeOf(png: ArrayBuffer): string {
  const head = new DataView(png);
  return `${head.getUint32(16)}x${head.getUint32(20)}`;
}

test("the manifest names the place, and its icons are there in the sizes it says", async () => {
  const response = await ask("/manifest.webmanifest");
  const manifest = (await response.json()) as { name: string; start_url: string; icons: Icon[] };
  expect(response.headers.get("content-type")).toStartWith("application/manifest+json");
  expect(manifest).toMatchObject({ name: "The Snug", start_url: "/rooms/lobby" });
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain("maskable");
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await ask(src);
    expect([src, icon.status, icon.headers.get("content-type")]).toEqual([src, 200, type]);
    if (type === "image/png") expect(sizeOf(await icon.arrayBuffer())).toBe(sizes);
  }
});
