/**
 * Every address below a room, and what each gets there. For whoever may not see a room it is as if there were none: the
 * same bytes, headers included. A new route needs a line in the table.
 */
import type { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { removeFromRoom } from "../../src/rooms/people.store.ts";
import type { Room } from "../../src/rooms/store.ts";
import { openBehindServer } from "../support/database.ts";
import { addPerson, addRoom, LOBBY, NOON, say } from "../support/memory.ts";
import { type Person, personOf } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { addressOf, listRoutes, type Route } from "../support/routes.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { enter } from "../support/session.ts";

setDefaultTimeout(120_000);

/** Who asks: `removed` has been in the room before, and `administrator` is one of the place who never was. */
const OUTSIDE = ["stranger", "newcomer", "removed", "administrator"] as const;
const INSIDE = ["member", "muted", "keeper"] as const;
type Inside = (typeof INSIDE)[number];

/**
 * The status of the answer in a closed room for each who is in it, and in a room between people for one of them. The
 * message that a path names is the keeper's; the person it names is another one of the room.
 */
type Answers = Record<Inside | "between", number> & {
  /** The fields of the form that is sent; `:message` stands for the message's number. */
  form?: Record<string, string>;
};
type Form = Answers["form"];

const all = (status: number, form?: Form): Answers => ({
  ...{ member: status, muted: status, keeper: status, between: status },
  form,
});
const keepers = (status: number, form?: Form): Answers => ({ ...all(403), keeper: status, form });
const writers = (status: number, form?: Form): Answers => ({ ...all(status), muted: 403, form });
const author = (status: number, form?: Form): Answers => ({ ...all(403), keeper: status, between: status, form });

const ROUTES: Record<string, Answers> = {
  "GET /rooms/:slug": all(200),
  "GET /rooms/:slug/about": all(200),
  "GET /rooms/:slug/files": all(200),
  "GET /rooms/:slug/live": all(426), // without a handshake
  "GET /rooms/:slug/messages": all(200),
  "GET /rooms/:slug/messages/:id": all(200),
  "GET /rooms/:slug/messages/:id/edit": author(200),
  "GET /rooms/:slug/messages/:id/menu": all(200),
  "GET /rooms/:slug/messages/:id/name": all(404), // only those of open rooms have one
  "GET /rooms/:slug/messages/:id/reactions": all(200),
  "GET /rooms/:slug/messages/:id/reply": all(200),
  "GET /rooms/:slug/names": all(200),
  "GET /rooms/:slug/people": all(200),
  "GET /rooms/:slug/sidebar": all(200),
  "POST /rooms/:slug/about": keepers(303, { topic: "tea" }),
  "POST /rooms/:slug/archive": keepers(303, { archived: "on" }),
  "POST /rooms/:slug/delete": keepers(422, { name: "not its name" }),
  "POST /rooms/:slug/empty": keepers(303, { hour: "02:00" }),
  "POST /rooms/:slug/files": writers(201),
  "POST /rooms/:slug/leave": { ...all(303), between: 422 },
  "POST /rooms/:slug/level": all(303, { level: "all" }),
  "POST /rooms/:slug/messages": writers(303, { body: "hello" }),
  "POST /rooms/:slug/messages/:id/delete": author(303),
  "POST /rooms/:slug/messages/:id/edit": author(303, { body: "hello again" }),
  "POST /rooms/:slug/messages/:id/reactions": writers(303, { emoji: "👍" }),
  "POST /rooms/:slug/messages/:id/reactions/remove": writers(303, { emoji: "👍" }),
  "POST /rooms/:slug/read": all(303, { id: ":message" }),
  "POST /rooms/:slug/retention": keepers(303, { keep: "own", days: "30" }),
  "POST /rooms/:slug/unread": all(303, { id: ":message" }),
  "POST /rooms/:slug/people": keepers(422, { person: "nobody who is there" }),
  "POST /rooms/:slug/people/:id/keeper": keepers(303, { keeper: "on" }),
  "POST /rooms/:slug/people/:id/mute": keepers(303, { muted: "on" }),
  "POST /rooms/:slug/people/:id/remove": keepers(303),
};

/** What nobody else may come across. */
const NAME = "surprise";
const SECRET = "the cake is in the cellar";

const JWT_SECRET = "a secret of thirty-two characters";
const HTMX = { "HX-Request": "true" };

const routes = (await listRoutes()).filter(({ path }) => path.startsWith("/rooms/:slug"));
let server: TestServer;
let db: Database;
let count = 0;

beforeAll(async () => {
  server = await startServer({ JWT_SECRET, FLUSH_INTERVAL_MS: "0" });
  db = openBehindServer(server.folder);
});
afterAll(async () => {
  db.close();
  await server[Symbol.asyncDispose]();
});

const someone = (name: string): number => addPerson(db, `${name}-${count++}`);

const personFor = (id: number | undefined): Person =>
  personOf(server.url, `${id}`, id === undefined ? "" : enter(server.url, db, JWT_SECRET, id));

/** The same after a first request, which renews the session. */
async function outsider(id: number | undefined): Promise<Person> {
  const person = personFor(id);
  await person.ask("/profile");
  return person;
}

/** People and rooms that nobody has asked about before, so that nothing of them is kept in memory. */
function openWorld() {
  const ids = {
    ...{ keeper: someone("keeper"), member: someone("member"), muted: someone("muted"), other: someone("other") },
    ...{ removed: someone("removed"), newcomer: someone("newcomer"), administrator: someone("administrator") },
  };
  const { keeper, member, muted, other, removed } = ids;
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(ids.administrator);
  const closed = addRoom(db, `${NAME}-${count++}`, "closed", [keeper, member, muted, other, removed]);
  const direct = addRoom(db, `direct-${count++}`, "direct", [keeper, removed]);
  db.query("UPDATE memberships SET keeper = 1 WHERE room_id = ? AND user_id = ?").run(closed.id, keeper);
  db.query("UPDATE memberships SET muted_at = 1 WHERE room_id = ? AND user_id = ?").run(closed.id, muted);
  const message = (room: Room) => say(db, { author: keeper, room: room.id, body: SECRET, at: Date.now() }).id;
  const messages = { closed: message(closed), direct: message(direct) };
  removeFromRoom(db, { room: closed.id, user: removed, by: keeper, at: NOON });
  const address = ({ path }: Route, room: Room, id = room === direct ? messages.direct : messages.closed) =>
    addressOf({ path }, { slug: room.slug, id: String(path.includes("/people/:id") ? other : id) });
  return { ids, closed, direct, messages, address };
}

/** The form for a message. */
const filled = (form: Form, message: number): Form =>
  form &&
  Object.fromEntries(Object.entries(form).map(([name, value]) => [name, value.replace(":message", `${message}`)]));

const ask = (person: Person, { method }: Route, address: string, form: Form, headers: Record<string, string> = {}) =>
  person.ask(address, { method, body: method === "GET" ? undefined : new URLSearchParams(form ?? {}), headers });

/** Everything of an answer that a program can tell apart. */
async function wholeOf(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== "date").sort();
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()).toString() };
}

function answersAt(name: string): Answers {
  const answers = ROUTES[name];
  if (answers) return answers;
  throw new Error(
    `${name} has no entry: add one to ROUTES in test/http/rooms-access.test.ts, saying what each gets there`,
  );
}

test("every route of a room has an entry in the table", () => {
  for (const { name } of routes) answersAt(name);
  expect(routes.length).toBeGreaterThan(20);
});

test.each(routes)("$name answers each who is in a closed room as it should", async (route) => {
  const { form, ...answers } = answersAt(route.name);
  for (const who of INSIDE) {
    const { ids, closed, messages, address } = openWorld();
    const { status } = await ask(personFor(ids[who]), route, address(route, closed), filled(form, messages.closed));
    expect([who, status]).toEqual([who, answers[who]]);
  }
  const { ids, direct, messages, address } = openWorld();
  const { status } = await ask(personFor(ids.keeper), route, address(route, direct), filled(form, messages.direct));
  expect(["between", status]).toEqual(["between", answers.between]);
});

test.each(routes)(
  "$name tells nobody else a closed room, or one between others, from one that is not there",
  async (route) => {
    const { form } = answersAt(route.name);
    const nowhere = (id: number) => addressOf(route, { slug: "nowhere-to-be-found", id: String(id) });
    for (const who of OUTSIDE) {
      const { ids, closed, direct, messages, address } = openWorld();
      const person = await outsider(who === "stranger" ? undefined : ids[who]);
      const rooms = who === "removed" ? [closed] : [closed, direct];
      for (const headers of [{}, HTMX] as Record<string, string>[]) {
        const absent = await wholeOf(await ask(person, route, nowhere(messages.closed), form, headers));
        for (const room of rooms) {
          const foreign = await wholeOf(await ask(person, route, address(route, room), form, headers));
          const isSentToLogin = who === "stranger" && absent.status === 303; // to come back to the address
          expect([who, isSentToLogin ? { ...foreign, headers: [] } : foreign]).toEqual([
            who,
            isSentToLogin ? { ...absent, headers: [] } : absent,
          ]);
          expect(JSON.stringify(foreign)).not.toContain(SECRET);
        }
        if (who !== "stranger" && absent.status !== 426) expect([who, absent.status]).toEqual([who, 404]);
      }
    }
  },
);

test.each(routes.filter(({ path }) => path.includes("/messages/:id")))(
  "$name tells nobody a message of a closed room from one that is not there, in a room of their own either",
  async (route) => {
    const { form } = answersAt(route.name);
    for (const who of ["newcomer", "removed", "administrator"] as const) {
      const { ids, messages, address } = openWorld();
      const person = await outsider(ids[who]);
      for (const headers of [{}, HTMX] as Record<string, string>[]) {
        const absent = await wholeOf(await ask(person, route, address(route, LOBBY, 999_999_999), form, headers));
        const foreign = await wholeOf(await ask(person, route, address(route, LOBBY, messages.closed), form, headers));
        expect([who, foreign]).toEqual([who, absent]);
        expect([who, absent.status]).toEqual([who, 404]);
      }
    }
  },
);

test.each([
  ["/rooms/lobby/messages", { body: "x", reply: ":message" }],
  ["/rooms/lobby/unread", { id: ":message" }],
  ["/rooms/lobby/messages?before=:message", undefined],
  ["/rooms/lobby/messages?after=:message", undefined],
] as [string, Form][])(
  "%s takes a message of a closed room for one that is not there, whatever is asked with it",
  async (path, form) => {
    const { ids, messages } = openWorld();
    const person = await outsider(ids.newcomer);
    const answer = async (message: number) => {
      const body = form && new URLSearchParams(filled(form, message));
      const address = path.replace(":message", String(message));
      return wholeOf(await person.ask(address, { method: body ? "POST" : "GET", headers: HTMX, body }));
    };
    expect(await answer(messages.closed)).toEqual(await answer(messages.closed + 1_000));
  },
);

test("a name that a closed room has is as free to others as any", async () => {
  const { ids, closed } = openWorld();
  const person = personFor(ids.newcomer);
  const make = (name: string) =>
    person.ask("/rooms", { method: "POST", body: new URLSearchParams({ name, kind: "closed" }) });
  expect([(await make(closed.name)).status, (await make(`nothing ${count++}`)).status]).toEqual([303, 303]);
  const member = personFor(ids.member);
  const taken = { method: "POST", body: new URLSearchParams({ name: closed.name, kind: "closed" }) };
  expect((await member.ask("/rooms", taken)).status).toBe(422);
});

test("a socket is closed with one code and one reason for a closed room and for none", async () => {
  const close = async (person: Person, room: string) => {
    const address = `${server.url.replace("http", "ws")}/rooms/${room}/live`;
    const socket = new WebSocket(address, { headers: { cookie: person.cookie, origin: server.url } });
    const frames: unknown[] = [];
    socket.onmessage = ({ data }) => frames.push(data);
    const { promise, resolve } = Promise.withResolvers<CloseEvent>();
    socket.onclose = resolve;
    const { code, reason } = await promise;
    return [code, reason, frames];
  };
  for (const who of ["newcomer", "removed", "administrator"] as const) {
    const { ids, closed, direct } = openWorld();
    const person = personFor(ids[who]);
    const absent = await close(person, "nowhere-to-be-found");
    expect(absent[0]).toBe(4403);
    expect(await close(person, closed.slug)).toEqual(absent);
    if (who !== "removed") expect(await close(person, direct.slug)).toEqual(absent);
  }
  const { ids, closed } = openWorld();
  const reader = await openReader(server.url, personFor(ids.member), { room: closed.slug });
  expect(reader.texts().join()).toContain(SECRET);
  expect(reader.closed()).toBeUndefined();
  reader.close();
});

test("no other page names a closed room, its people as such, or what was said there", async () => {
  const { ids, closed, direct, messages } = openWorld();
  await personFor(ids.keeper).post(SECRET, undefined, closed.slug);
  const pages = [
    ...["/", "/rooms", "/rooms/new", "/direct", "/rooms/lobby", "/rooms/lobby/about", "/rooms/lobby/people"],
    ...[
      "/rooms/lobby/names?q=",
      "/search?q=cake",
      "/search?q=surprise",
      "/account",
      "/account/data",
      "/profile",
      "/mentions",
      "/invite",
    ],
    ...[`/people/${ids.keeper}`, `/people/${ids.member}`, "/manifest.webmanifest"],
    ...["/admin", "/admin/rooms", "/admin/people", `/admin/people/${ids.keeper}`, "/admin/activity", "/admin/storage"],
  ];
  for (const who of ["newcomer", "removed", "administrator"] as const) {
    const person = await outsider(ids[who]);
    for (const page of pages) {
      const text = await (await person.ask(page)).text();
      const leaked = [closed.slug, SECRET, `data-room="${closed.id}"`].filter((word) => text.includes(word));
      if (who !== "removed") leaked.push(...[direct.slug].filter((word) => text.includes(word)));
      expect([who, page, leaked]).toEqual([who, page, []]);
    }
  }
  const inside = await (await personFor(ids.member).ask("/rooms")).text();
  expect([inside.includes(closed.slug), messages.closed > 0]).toEqual([true, true]);
});

test("an administrator who deletes somebody's message in a closed room does not name it to others", async () => {
  const { ids, closed, messages } = openWorld();
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(ids.member);
  const address = `/rooms/${closed.slug}/messages/${messages.closed}/delete`;
  expect((await personFor(ids.member).ask(address, { method: "POST", body: new URLSearchParams() })).status).toBe(303);
  const activity = await (await personFor(ids.administrator).ask("/admin/activity")).text();
  expect([activity.includes("in a closed room"), activity.includes(closed.name)]).toEqual([true, false]);
});
