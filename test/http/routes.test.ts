/** Every route, and what a stranger, a member and an administrator get there. A new route needs a line in the table. */
import type { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { openBehindServer } from "../support/database.ts";
import { addPerson, say } from "../support/memory.ts";
import { personOf } from "../support/person.ts";
import { addressOf, listRoutes } from "../support/routes.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { enter } from "../support/session.ts";

setDefaultTimeout(120_000);

/**
 * The status of the answer for each. A stranger who is to "log in" is sent there and told nothing else. Who wrote the
 * message that the path names, and an administrator, get what any member gets, unless it is said otherwise.
 */
type Answers = {
  stranger: number | "log in";
  member: number;
  author?: number;
  administrator?: number;
  /** For htmx, where that is another one. */
  fragment?: number;
  /** The fields of the form that is sent. */
  form?: Record<string, string>;
};

type Form = Answers["form"];

const everyone = (status: number, form?: Form, fragment = status): Answers => ({
  stranger: status,
  member: status,
  form,
  fragment,
});
const members = (status: number, form?: Form): Answers => ({ stranger: "log in", member: status, form });

const administrators = (status: number, form?: Form): Answers => ({
  stranger: "log in",
  member: 403,
  administrator: status,
  form,
});

const ROUTES: Record<string, Answers> = {
  "GET /": everyone(200),
  "GET /account": members(200),
  "GET /account/data": members(200),
  "GET /admin": administrators(200),
  "GET /admin/activity": administrators(200),
  "GET /admin/invites": administrators(200),
  "GET /admin/invites/:id/qr": administrators(404), // there is no invite
  "GET /admin/people": administrators(200),
  "GET /admin/people/:id": administrators(200),
  "GET /admin/place": administrators(200),
  "GET /admin/rooms": administrators(200),
  "GET /admin/storage": administrators(200),
  "GET /admin/welcome": administrators(200),
  "GET /build/:name": everyone(404), // a file that is not built
  "GET /direct": members(200),
  "DELETE /files/:id/:name": members(404),
  "GET /files/:id/:name": members(404),
  "GET /find": members(200),
  "HEAD /files/:id/:name": members(404),
  "PATCH /files/:id/:name": members(404),
  "POST /files/:id/:name/description": members(404, { description: "a view" }),
  "GET /healthz": everyone(200),
  "GET /invite": members(200),
  "GET /login": { stranger: 200, member: 303 },
  "GET /manifest.webmanifest": everyone(200),
  "GET /mentions": members(200),
  "GET /metrics": everyone(404), // without a METRICS_TOKEN
  "GET /offline": everyone(200),
  "GET /password": everyone(404), // without the code
  "GET /people/:id": members(200),
  "GET /people/:id/:picture": members(404),
  "GET /place/:file": everyone(404),
  "GET /profile": members(200),
  "GET /register": { stranger: 200, member: 303 },
  "GET /rooms": members(200),
  "GET /rooms/new": members(200),
  "GET /rooms/:slug": members(200),
  "GET /rooms/:slug/about": members(200),
  "GET /rooms/:slug/files": members(200),
  "GET /rooms/:slug/live": everyone(426), // without a handshake; with one, strangers are sent away with a code
  "GET /rooms/:slug/messages": members(200),
  "GET /rooms/:slug/messages/:id": members(200),
  "GET /rooms/:slug/messages/:id/edit": { stranger: "log in", member: 403, author: 200 },
  "GET /rooms/:slug/messages/:id/menu": members(200),
  "GET /rooms/:slug/names": members(200),
  "GET /rooms/:slug/messages/:id/name": members(200),
  "GET /rooms/:slug/messages/:id/reactions": members(200),
  "GET /rooms/:slug/messages/:id/reply": members(200),
  "GET /rooms/:slug/people": members(200),
  "GET /rooms/:slug/sidebar": members(200),
  "GET /search": members(200),
  "GET /service-worker.js": everyone(200),
  "GET /share": members(200),
  "GET /welcome": { stranger: 404, member: 404, administrator: 303 }, // without the code
  "POST /account/delete": members(422, { farewell: "not the password" }),
  "POST /account/password": members(422, { current: "not the password", password: "correct horse battery" }),
  "POST /account/sessions/end": members(303, { id: "not a session" }),
  "POST /account/sessions/end-others": members(303),
  "POST /admin/empty": administrators(303, { hour: "02:00" }),
  "POST /admin/invites": administrators(303, { uses: "1", days: "7" }),
  "POST /admin/invites/revoke": administrators(303, { id: "1" }),
  "POST /admin/people/:id": administrators(303, { action: "readmit" }),
  "POST /admin/place": administrators(303, { name: "Parlor" }),
  "POST /admin/place/:use": administrators(400), // without a picture
  "POST /admin/place/:use/remove": administrators(303),
  "POST /admin/rooms": administrators(303, { makers: "everyone", direct: "on" }),
  "POST /admin/storage/backup": administrators(200),
  "POST /admin/retention": administrators(303, { days: "30", fileDays: "" }),
  "POST /admin/registration": administrators(303, { mode: "open" }),
  "POST /appearance": everyone(303, { appearance: "dark" }, 204), // the page changes by itself
  "POST /login": everyone(401, { username: "nobody", password: "not the password" }),
  "POST /logout": everyone(303),
  "POST /password": everyone(404, { code: "not a code", password: "correct horse battery" }),
  "POST /profile": members(303, { hue: "5", about: "" }),
  "POST /profile/picture": members(400), // without a picture
  "POST /profile/picture/remove": members(303),
  "POST /register": everyone(422, { username: "?", password: "short" }),
  "POST /welcome": { stranger: "log in", member: 404, form: { code: "not the code" } },
  "POST /direct": members(422),
  "POST /rooms": members(422, { name: "", kind: "open" }),
  "POST /rooms/:slug/about": administrators(303, { topic: "for everybody" }),
  "POST /rooms/:slug/archive": administrators(422, { archived: "on" }), // not the lobby
  "POST /rooms/:slug/delete": administrators(422, { name: "Lobby" }),
  "POST /rooms/:slug/empty": administrators(303, { hour: "02:00" }),
  "POST /rooms/:slug/files": members(201),
  "POST /rooms/:slug/leave": members(422), // it is open to everybody
  "POST /rooms/:slug/level": members(303, { level: "all" }),
  "POST /rooms/:slug/retention": administrators(303, { keep: "own", days: "30" }),
  "POST /rooms/:slug/people": administrators(422, { person: "nobody who is there" }),
  "POST /rooms/:slug/people/:id/keeper": administrators(303, { keeper: "off" }),
  "POST /rooms/:slug/people/:id/mute": administrators(303, { muted: "off" }),
  "POST /rooms/:slug/people/:id/remove": administrators(422),
  "POST /rooms/:slug/messages": members(303, { body: "hello" }),
  "POST /rooms/:slug/read": members(303, { id: "1" }),
  "POST /rooms/:slug/unread": members(303, { id: "1" }),
  "POST /rooms/:slug/messages/:id/delete": { stranger: "log in", member: 403, author: 303, administrator: 303 },
  "POST /rooms/:slug/messages/:id/edit": { stranger: "log in", member: 403, author: 303, form: { body: "hello" } },
  "POST /rooms/:slug/messages/:id/reactions": members(303, { emoji: "👍" }),
  "POST /rooms/:slug/messages/:id/reactions/remove": members(303, { emoji: "👍" }),
};

/** Said in the room, by somebody; a stranger hears neither. */
const SECRET = "the key lies under the third flowerpot";
const AUTHOR = "confidant";

const JWT_SECRET = "a secret of thirty-two characters";
const HTMX = { "HX-Request": "true" };

const routes = await listRoutes();
let server: TestServer;
let db: Database;
let count = 0;

beforeAll(async () => {
  server = await startServer({ JWT_SECRET, FLUSH_INTERVAL_MS: "0", LOGINS_PER_NAME_10MIN: "1000" });
  db = openBehindServer(server.folder);
});
afterAll(async () => {
  db.close();
  await server[Symbol.asyncDispose]();
});

type Who = "stranger" | "member" | "author" | "administrator";

/** Asks as somebody, in a world of its own: a new author, a new message, and a new person who asks. */
async function ask(who: Who, method: string, path: string, form: Form, headers: Record<string, string> = {}) {
  const author = addPerson(db, `${AUTHOR}-${count++}`);
  const message = say(db, { author, body: SECRET, at: Date.now() });
  const address = addressOf({ path }, { key: message.key, id: String(message.id) });
  const asking = who === "stranger" ? undefined : who === "author" ? author : addPerson(db, `asking-${count++}`);
  if (who === "administrator") db.query("UPDATE users SET admin = 1 WHERE id = ?").run(Number(asking));
  const person = personOf(server.url, who, asking === undefined ? "" : enter(server.url, db, JWT_SECRET, asking));
  const body = method === "GET" || method === "HEAD" ? undefined : new URLSearchParams(form ?? {});
  const response = await person.ask(address, { method, body, headers });
  return { status: response.status, headers: response.headers, text: await response.text(), address };
}

function answersAt(name: string): Answers {
  const answers = ROUTES[name];
  if (answers) return answers;
  throw new Error(`${name} has no entry: add one to ROUTES in test/http/routes.test.ts, saying what each gets there`);
}

test("every route has an entry in the table, and every entry a route", () => {
  for (const { name } of routes) answersAt(name);
  const names = routes.map(({ name }) => name);
  expect(Object.keys(ROUTES).filter((name) => !names.includes(name))).toEqual([]);
});

test("what was said is there for members, so that a stranger could be told", async () => {
  const { text } = await ask("member", "GET", "/rooms/:slug", undefined);
  expect(text).toContain(SECRET);
  expect(text).toContain(AUTHOR);
});

test.each(routes)("$name answers a stranger as it should, and tells nothing that was said", async (route) => {
  const { stranger, fragment = stranger, form } = answersAt(route.name);
  for (const headers of [{}, HTMX] as Record<string, string>[]) {
    const answer = await ask("stranger", route.method, route.path, form, headers);
    expect(answer.text).not.toContain(SECRET);
    expect(answer.text).not.toContain(AUTHOR);
    if (stranger !== "log in") {
      expect<number | string>(answer.status).toBe(headers === HTMX ? fragment : stranger);
    } else if (headers === HTMX) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get("hx-redirect")).toStartWith("/login?next=");
    } else if (route.method === "GET") {
      expect(answer.status).toBe(303);
      expect(answer.headers.get("location")).toBe(`/login?next=${encodeURIComponent(answer.address)}`);
    } else {
      expect(answer.status).toBe(401);
    }
  }
});

test.each(routes)(
  "$name answers a member, an author and an administrator as it should",
  async ({ method, path, name }) => {
    const { member, author = member, administrator = member, form } = answersAt(name);
    const expected = { member, author, administrator };
    for (const who of ["member", "author", "administrator"] as const) {
      const { status, text } = await ask(who, method, path, form);
      expect([who, status]).toEqual([who, expected[who]]);
      if (status === 403 || status === 404) expect(text).not.toContain(SECRET);
    }
  },
);

test.each(["GET", "POST", "PUT", "PATCH", "DELETE"])(
  "%s at an unknown path gets a page that says so",
  async (method) => {
    for (const who of ["stranger", "member"] as const) {
      for (const path of ["/nowhere", "/rooms/lobby/nothing", "/.env", "/build/../src/main.ts", "/db/secret"]) {
        const { status, text } = await ask(who, method, path, {});
        expect([path, status]).toEqual([path, 404]);
        expect(text).toContain("There is no page at this address.");
      }
    }
  },
);
