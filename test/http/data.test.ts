/** One's own data: all of it, as lines of JSON, and nothing that others wrote. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { addMessages, change, query } from "../support/database.ts";
import { type Person, register, tokenOf } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

type Line = { kind: string } & Record<string, unknown>;

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", DOWNLOADS_PER_10MIN: "10" });
  ada = await register(server.url, "Ada");
  bob = await register(server.url, "Bob");
  await betweenRuns(server, (folder) => {
    change(
      folder,
      "INSERT INTO rooms (slug, name, kind) VALUES ('q7x', 'Surprise', 'closed'), ('left', 'Gone without me', 'closed')",
    );
    change(folder, "INSERT INTO rooms (slug, name, kind, people) VALUES ('d1', '', 'direct', '1,2')");
    change(
      folder,
      `INSERT INTO memberships (room_id, user_id, member, keeper, level, read_id)
       SELECT rooms.id, users.id, 1, username = 'Ada', iif(slug = 'q7x', 'all', NULL), 0 FROM rooms, users WHERE slug <> 'lobby'`,
    );
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const read = (text: string): Line[] => text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Line); // prettier-ignore
const download = async (person: Person) => {
  const answer = await person.ask("/account/data");
  const text = await answer.text();
  return { answer, text, lines: read(text) };
};
const of = (lines: Line[], kind: string) => lines.filter((line) => line.kind === kind);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

test("who I am, where I am logged in, what I chose, what I wrote and how I reacted, in its own words", async () => {
  const key = await ada.say("one\ntwo \u2028 </script>");
  await ada.post("hush", undefined, "q7x");
  await ada.post("psst", undefined, "d1");
  await ada.post("I was here", undefined, "left");
  const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields) });
  await ada.ask("/rooms/lobby/messages/1/edit", form({ body: "one\nthree" }));
  const mistake = await ada.say("a mistake");
  await ada.ask("/rooms/lobby/messages/5/delete", form({}));
  await bob.say("a secret of Bob's");
  await ada.ask("/rooms/lobby/messages/6/reactions", form({ emoji: "👍" }));
  await ada.ask("/profile", form({ hue: "5", about: "By lamplight" }));
  await betweenRuns(server, (folder) => {
    change(
      folder,
      "DELETE FROM memberships WHERE user_id = 1 AND room_id = (SELECT id FROM rooms WHERE slug = 'left')",
    );
  });
  const { answer, text, lines } = await download(ada);
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
    200,
    "application/jsonl; charset=utf-8",
    "no-store",
  ]);
  expect(answer.headers.get("content-disposition")).toMatch(
    /^attachment; filename="parlor-data-\d{4}-\d\d-\d\d\.jsonl"$/,
  );
  expect(of(lines, "account")).toEqual([
    { kind: "account", id: 1, name: "Ada", joinedAt: TIME, lastSeenAt: TIME, administrator: false },
  ]);
  expect(of(lines, "profile")).toEqual([{ kind: "profile", colour: 5, about: "By lamplight" }]);
  expect(of(lines, "session")).toEqual([
    { kind: "session", device: expect.any(String), address: expect.any(String), createdAt: TIME, seenAt: TIME },
  ]);
  expect(of(lines, "membership")).toContainEqual({
    kind: "membership",
    room: { slug: "q7x", name: "Surprise", kind: "closed" },
    ...{ member: true, keeper: true, level: "all", hereMuted: false, readUpTo: expect.any(Number) },
  });
  expect(of(lines, "membership").map(({ room }) => (room as { name: string }).name)).toContain("Bob");
  const message = (id: number, room: string | null, body: string) => ({ ...{ kind: "message", id, room, body, at: TIME }, key: expect.any(String) as string }); // prettier-ignore
  expect(of(lines, "message")).toEqual([
    { ...message(1, "lobby", "one\nthree"), key, editedAt: TIME },
    message(2, "q7x", "hush"),
    message(3, "d1", "psst"),
    message(4, null, "I was here"), // she may not know any more what it is called
    { ...message(5, "lobby", ""), key: mistake, deletedAt: TIME },
  ]);
  expect(of(lines, "reaction")).toEqual([{ kind: "reaction", message: 6, emoji: "👍" }]);
  expect(lines.map(({ kind }) => kind)).not.toContain(undefined);
  for (const secret of ["secret of Bob", "Gone without me", "argon2", tokenOf(ada.cookie)])
    expect(text).not.toContain(secret);
  for (const { id } of query<{ id: string }>(server.folder, "SELECT id FROM sessions")) expect(text).not.toContain(id);
});

test("somebody else's data is theirs, and the account page leads to one's own", async () => {
  const { text, lines } = await download(bob);
  expect(of(lines, "message").map(({ body }) => body)).toEqual(["a secret of Bob's"]);
  expect(text).not.toContain("hush");
  expect(await (await ada.ask("/account")).text()).toContain('href="/account/data"');
});

test("while the messages of all are looked through others are served, and it ends with the session", async () => {
  const [count, body] = [30_000, "x".repeat(1_000)];
  await betweenRuns(server, (folder) => {
    addMessages(
      folder,
      Array.from({ length: count }, () => ({ room: 1, body })),
    ); // Ada's
  });
  let isDone = false;
  const download = bob.ask("/account/data").then((answer) => answer.text());
  void download.then(() => (isDone = true));
  let served = 0;
  while (!isDone) if ((await bob.ask("/healthz")).ok) served++;
  expect(served).toBeGreaterThan(3);
  expect(of(read(await download), "message")).toHaveLength(1);

  const reader = (await ada.ask("/account/data")).body?.getReader();
  await reader?.read();
  await ada.ask("/logout", { method: "POST" });
  const readRest = async () => {
    for (let bytes = 0; ;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return bytes;
      bytes += value.length;
    }
  };
  expect(await readRest().catch(() => 0)).toBeLessThan(count * body.length);
});

test("it can be asked for a few times only", async () => {
  for (let times = 0; times < 20; times++) await (await bob.ask("/account/data")).body?.cancel();
  const answer = await bob.ask("/account/data");
  expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect(await answer.text()).toContain("Wait");
});
