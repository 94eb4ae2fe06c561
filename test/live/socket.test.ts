/** The line itself: who may have one, when it ends, and what it says when nothing is said. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { openBehindServer } from "../support/database.ts";
import { type Person, personOf, register, sessionCookie, submit } from "../support/person.ts";
import { openReader, readPage } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

const SECRET = "a secret of more than thirty-two characters";

let server: TestServer;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  server = await startServer({
    FLUSH_INTERVAL_MS: "0",
    POSTS_PER_10S: "1000000",
    SOCKETS_PER_PERSON: "5",
    HEARTBEAT_S: "1",
    BACKPRESSURE_BYTES: "65536",
    JWT_SECRET: SECRET,
  });
  [ada, grace] = await Promise.all([register(server.url, "Ada"), register(server.url, "Grace")]);
});

afterAll(() => server[Symbol.asyncDispose]());

test("two people see each other's messages, in the order they were stored", async () => {
  const [one, other] = await Promise.all([openReader(server.url, ada), openReader(server.url, grace)]);
  await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? ada : grace).say(`line ${index}`)));
  await waitFor(() => one.rows().length >= 50 && other.rows().length >= 50, "all the lines");
  expect(one.rows()).toEqual((await readPage(ada)).rows);
  expect(other.rows()).toEqual(one.rows());
  expect(one.repeats() + other.repeats()).toBe(0);
  one.close();
  other.close();
});

test("several messages of one transaction leave as one frame", async () => {
  await using slow = await startServer({ FLUSH_INTERVAL_MS: "300" });
  const linus = await register(slow.url, "Linus");
  const reader = await openReader(slow.url, linus);
  await linus.say("opens the interval");
  await reader.until(() => reader.rows().length === 1, "the first row");
  const frames = reader.frames();
  await Promise.all(["a", "b", "c", "d"].map((text) => linus.say(text)));
  await reader.until(() => reader.rows().length === 5, "the others");
  const others = reader.notes().length;
  expect(reader.frames() - frames).toBeLessThanOrEqual(1 + others);
  reader.close();
});

test("who is not logged in is told so by a code, not by a refused handshake", async () => {
  const reader = await openReader(server.url, personOf(server.url, "nobody", sessionCookie(server.url, "nonsense")), {
    cursor: "",
  });
  await reader.until(() => reader.closed() === 4401, "code 4401");
});

test("a room that is not there closes with 4403", async () => {
  const reader = await openReader(server.url, ada, { room: "attic", cursor: "" });
  await reader.until(() => reader.closed() === 4403, "code 4403");
});

test("one page more than a person may have open closes with 4429, and one less makes room for it", async () => {
  const readers = await Promise.all(Array.from({ length: 5 }, () => openReader(server.url, ada)));
  const sixth = await openReader(server.url, ada);
  await sixth.until(() => sixth.closed() === 4429, "code 4429");
  readers[0]?.close();
  await waitFor(async () => {
    await sixth.reconnect();
    await Bun.sleep(10);
    return sixth.closed() === undefined;
  }, "room for the sixth");
  for (const reader of [...readers, sixth]) reader.close();
});

test("logging out closes the sockets of that session at once, and of no other", async () => {
  const again = await submit(server.url, "/login", { username: "Grace", password: "correct horse battery" });
  const cookie = again.headers.get("set-cookie")?.split(";")[0] ?? "";
  const second = personOf(server.url, "Grace", cookie);
  const [mine, other] = [await openReader(server.url, second), await openReader(server.url, grace)];
  await second.ask("/logout", { method: "POST" });
  await mine.until(() => mine.closed() === 4401, "code 4401");
  await ada.say("still here?");
  await other.until(() => other.rows().at(-1)?.text === "still here?", "the other session's line");
  expect(other.closed()).toBeUndefined();
  other.close();
});

test("a session that expires takes its sockets with it", async () => {
  const { SignJWT } = await import("jose");
  const db = openBehindServer(server.folder);
  const expires = Date.now() + 3_000;
  db.query("INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ('short', 1, 0, ?)").run(expires);
  db.close();
  const token = await new SignJWT({ jti: "short", sub: "1", exp: Math.floor(expires / 1000) + 60 })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(SECRET));
  const reader = await openReader(server.url, personOf(server.url, "Ada", sessionCookie(server.url, token)), {
    cursor: "",
  });
  expect(reader.closed()).toBeUndefined();
  await reader.until(() => reader.closed() === 4401, "the end of the session");
  expect(Date.now()).toBeGreaterThanOrEqual(expires);
});

test("a quiet connection carries a heartbeat that swaps nothing", async () => {
  const reader = await openReader(server.url, ada);
  await reader.until(() => reader.notes().some((note) => "heartbeat" in note), "a heartbeat");
  const beat = reader.notes().find((note) => "heartbeat" in note);
  expect(Object.keys(beat ?? {})).not.toContain("content");
  reader.close();
});

test("a reader that stops reading is dropped, and misses nothing when it comes back", async () => {
  const page = await readPage(grace);
  let received = 0;
  let closed = false;
  const deaf = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: {
      data: (socket, data) => {
        if (received === 0) socket.pause();
        received += data.length;
      },
      close: () => void (closed = true),
    },
  });
  deaf.write(
    [
      `GET /rooms/lobby/live?after=${page.cursor} HTTP/1.1`,
      `Host: localhost:${server.port}`,
      `Origin: ${server.url}`,
      `Cookie: ${grace.cookie}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "\r\n",
    ].join("\r\n"),
  );
  await waitFor(() => received > 0, "the handshake");
  const long = "x".repeat(3_900); // 8 MB in all: more than the kernel keeps for a socket, and the server's limit
  for (let sent = 0; sent < 2_000; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => ada.say(`${sent + index} ${long}`)));
  }
  deaf.resume();
  await waitFor(() => closed, "the end of the connection");
  expect(received).toBeLessThan(2_000 * long.length);
  const back = await openReader(server.url, grace, { cursor: page.cursor });
  const now = await readPage(grace);
  await back.until(() => back.rows().at(-1)?.id === now.rows.at(-1)?.id, "what was missed");
  expect(back.rows().slice(-50)).toEqual(now.rows);
  back.close();
}, 60_000);

test("who is here comes at most once a second, however many come and go", async () => {
  await using quiet = await startServer({ REGISTRATIONS_PER_10MIN: "1000" });
  const host = await register(quiet.url, "Host");
  const reader = await openReader(quiet.url, host);
  const people = await Promise.all(Array.from({ length: 12 }, (_, index) => register(quiet.url, `guest_${index}`)));
  const started = performance.now();
  for (let round = 0; round < 3; round++) {
    const others = await Promise.all(people.map((person) => openReader(quiet.url, person)));
    if (round < 2) others.forEach((other) => other.close());
  }
  const here = () => reader.notes().filter(({ target }) => target === "#here");
  await reader.until(() => String(here().at(-1)?.content).includes("13 here"), "everybody");
  expect(here().length).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - started) / 1_000));
  reader.close();
}, 30_000);
