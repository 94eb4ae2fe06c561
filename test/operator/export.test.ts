/** Messages as lines of JSON: all of them, in order, however many, while the server runs. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";

import { command, spawnCommand } from "../support/command.ts";
import { addMessages, addRoom, change, openFile, query } from "../support/database.ts";
import { register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

type Line = {
  id: number;
  key: string;
  room: string;
  roomName: string;
  roomKind: string;
  author: string;
  authorId: number;
  at: string;
  body: string;
};

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
});
afterAll(() => server[Symbol.asyncDispose]());

const parse = (out: string) =>
  out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

test("every message is one line, in order, with its room, its author and its time", async () => {
  const ada = await register(server.url, "Ada");
  const key = await ada.say("one\ntwo");
  await betweenRuns(server, (folder) => addRoom(folder, "garden", "Garden"));
  await ada.post("tulips \u009b2J", undefined, "garden");
  const { code, out } = await command(server.folder, "export");
  const lines = parse(out);
  expect([code, out.split("\n").length]).toEqual([0, 3]);
  expect(lines[0]).toEqual({
    id: 1,
    key,
    room: "lobby",
    roomName: "Lobby",
    roomKind: "open",
    author: "Ada",
    authorId: 1,
    at: expect.any(String),
    body: "one\ntwo",
  });
  expect(Math.abs(Date.parse(lines[0]?.at ?? "") - Date.now())).toBeLessThan(60_000);
  expect([lines[1]?.room, lines[1]?.body, out.includes("\u009b")]).toEqual(["garden", "tulips \u009b2J", false]);
});

test("what was changed or deleted says when", async () => {
  const grace = await register(server.url, "Grace");
  await grace.say("to be changed");
  await grace.say("to be deleted");
  await betweenRuns(server, (folder) => {
    change(folder, "UPDATE messages SET body = 'changed', edited_at = 1000 WHERE body = 'to be changed'");
    change(folder, "UPDATE messages SET body = '', deleted_at = 2000 WHERE body = 'to be deleted'");
  });
  const [changed, deleted] = parse((await command(server.folder, "export")).out).slice(-2);
  expect(changed).toMatchObject({ body: "changed", editedAt: "1970-01-01T00:00:01.000Z" });
  expect(deleted).toMatchObject({ body: "", deletedAt: "1970-01-01T00:00:02.000Z" });
});

test("one room alone can be asked for, and one that is not there is named", async () => {
  expect(parse((await command(server.folder, "export", "--room", "garden")).out).map(({ room }) => room)).toEqual([
    "garden",
  ]);
  const none = await command(server.folder, "export", "--room", "cellar");
  expect([none.code, none.out, none.err]).toEqual([1, "", `there is no room "cellar"\n`]);
});

test("closed and direct rooms are exported with their kind, under the names of their people; deleted ones are not", async () => {
  await betweenRuns(server, (folder) => {
    change(folder, "INSERT INTO rooms (slug, name, kind) VALUES ('q7x', 'Surprise', 'closed'), ('gone', '', 'closed')");
    change(folder, "INSERT INTO rooms (slug, name, kind, people) VALUES ('d1', '', 'direct', '1,2')");
    change(folder, "UPDATE rooms SET deleted_at = 1 WHERE slug = 'gone'");
    const rooms = query<{ id: number }>(
      folder,
      "SELECT id FROM rooms WHERE slug IN ('q7x', 'd1', 'gone') ORDER BY slug",
    );
    addMessages(folder, rooms.map(({ id }) => ({ room: id, body: "hush" }))); // prettier-ignore
  });
  const lines = parse((await command(server.folder, "export")).out).slice(-2);
  expect(lines.map(({ room, roomName, roomKind }) => [room, roomName, roomKind])).toEqual([
    ["d1", "Ada, Grace", "direct"],
    ["q7x", "Surprise", "closed"],
  ]);
});

test("a hundred thousand messages take no more memory than a few, and a reader may leave early", async () => {
  const body = "x".repeat(400);
  const messages = Array.from({ length: 100_000 }, () => ({ room: 1, body }));
  await betweenRuns(server, (folder) => addMessages(folder, messages));
  const child = spawnCommand(server.folder, "export");
  let [bytes, lines, peak] = [0, 0, 0];
  for await (const chunk of child.stdout) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines++;
    peak = Math.max(peak, residentKilobytes(child.pid));
  }
  expect([await child.exited, lines]).toEqual([0, 100_006]);
  expect(bytes).toBeGreaterThan(40_000_000);
  if (process.platform === "linux") expect(peak).toBeWithin(1, 120_000);

  const left = spawnCommand(server.folder, "export");
  await left.stdout.cancel();
  expect([await left.exited, await new Response(left.stderr).text()]).toEqual([0, ""]);
});

test("while an export waits for its reader, people write and the log does not grow without end", async () => {
  const child = spawnCommand(server.folder, "export");
  const reader = child.stdout.getReader();
  await reader.read();
  const joan = await register(server.url, "Joan");
  await joan.say("during an export");
  using db = openFile(server.folder);
  const checkpoint = db.query<{ busy: number; log: number; checkpointed: number }, []>(
    "PRAGMA wal_checkpoint(PASSIVE)",
  );
  const { busy, log, checkpointed } = checkpoint.get() ?? { busy: 1, log: 1, checkpointed: 0 };
  expect([busy, checkpointed]).toEqual([0, log]); // no reader holds it back
  await reader.cancel();
  await child.exited;
});

/** 0 when it has ended. */
function residentKilobytes(pid: number): number {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(path, "utf8"))?.[1] ?? 0) : 0;
}
