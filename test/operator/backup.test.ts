/** Backups hold what was there, and come back as the database with an epoch of its own. */
import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { command } from "../support/command.ts";
import { addMessages, query } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { cookieOf, PASSWORD, personOf, register, submit } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const start = () => startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000" });
const bodiesIn = (path: string) => {
  using db = new Database(path, { readonly: true });
  return db
    .query<{ body: string }, []>("SELECT body FROM messages ORDER BY id")
    .all()
    .map(({ body }) => body);
};
const bodies = (folder: string) => bodiesIn(join(folder, "parlor.sqlite"));
const epoch = (folder: string) => query<{ epoch: string }>(folder, "SELECT epoch FROM log")[0]?.epoch;

test("a backup made while people write holds all that was acknowledged before, and is readable by its owner alone", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const ada = await register(server.url, "Ada");
  for (let number = 0; number < 20; number++) await ada.say(`before ${number}`);
  let writing = true;
  const writer = (async () => {
    for (let number = 0; writing; number++) await ada.say(`during ${number}`);
  })();
  const file = join(folder.path, "backup.sqlite");
  const { code, out } = await command(server.folder, "backup", file);
  writing = false;
  await writer;
  const kept = bodiesIn(file);
  expect(code).toBe(0);
  expect(out).toBe(
    `${file}: ${kept.length} messages, 1 person, ${(statSync(file).size / 1e6).toFixed(1)} MB, checked\n`,
  );
  expect(kept).toEqual(bodies(server.folder).slice(0, kept.length));
  expect(kept.length).toBeGreaterThanOrEqual(20);
  expect([statSync(file).mode & 0o777, readdirSync(folder.path)]).toEqual([0o600, ["backup.sqlite"]]);
});

test("a backup is not written over another file, nor where nothing can be written", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const file = join(folder.path, "letter");
  writeFileSync(file, "dear");
  const refused = await command(server.folder, "backup", file);
  expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^.*letter already exists.*\n$/)]);
  const nowhere = await command(server.folder, "backup", join(folder.path, "nowhere/file"));
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringMatching(/^.*can't be written.*\n$/)]);
  expect([readFileSync(file, "utf8"), readdirSync(folder.path)]).toEqual(["dear", ["letter"]]);
});

test("a restored backup is the database again: what came later is kept beside it, and open pages start afresh", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const ada = await register(server.url, "Ada");
  await ada.say("kept");
  const file = join(folder.path, "backup.sqlite");
  await command(server.folder, "backup", file);
  await ada.say("later");
  const reader = await openReader(server.url, ada);
  const [before, wasEpoch] = [readFileSync(file), epoch(server.folder)];

  const running = await command(server.folder, "restore", file);
  expect([running.code, running.err]).toEqual([1, `Parlor is running on ${server.folder}: stop it first\n`]);
  expect(bodies(server.folder)).toEqual(["kept", "later"]);

  await server.stop("SIGKILL"); // so that what came later is still in the write-ahead log
  const { code, out } = await command(server.folder, "restore", file);
  expect([code, out]).toEqual([0, expect.stringContaining("1 message, 1 person")]);
  const old = /the previous database is kept as (.+)\n/.exec(out)?.[1] ?? "";
  expect([bodies(server.folder), bodiesIn(old)]).toEqual([["kept"], ["kept", "later"]]);
  expect([...new Bun.Glob("parlor.sqlite*").scanSync(server.folder)]).toEqual(["parlor.sqlite"]);
  expect(epoch(server.folder)).not.toBe(String(wasEpoch));
  expect(readFileSync(file)).toEqual(before);

  await server.restart();
  expect((await ada.ask("/rooms/lobby")).status).toBe(200);
  await reader.reconnect();
  await reader.until(() => reader.texts().join() === "kept", "the page to show the restored history");
  await ada.say("and on");
  await reader.until(() => reader.texts().join() === "kept,and on", "the page to go on");
  reader.close();
});

test("who has logged out since the backup stays logged out", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const stays = await register(server.url, "Ada");
  const login = await submit(server.url, "/login", { username: "Ada", password: PASSWORD });
  const leaves = personOf(server.url, "Ada", cookieOf(login));
  const file = join(folder.path, "backup.sqlite");
  await command(server.folder, "backup", file);
  await leaves.ask("/logout", { method: "POST" });
  await server.stop();
  await command(server.folder, "restore", file);
  await server.restart();
  expect([(await stays.ask("/rooms/lobby")).status, (await leaves.ask("/rooms/lobby")).status]).toEqual([200, 303]);
});

test("a backup makes a Parlor in an empty folder, where nobody is logged in yet", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const ada = await register(server.url, "Ada");
  await ada.say("moved house");
  const file = join(folder.path, "backup.sqlite");
  await command(server.folder, "backup", file);
  const other = join(folder.path, "new");
  expect((await command(other, "restore", file)).out).toBe(`restored from ${file}: 1 message, 1 person\n`);
  expect([bodies(other), query(other, "SELECT id FROM sessions")]).toEqual([["moved house"], []]);
  await using there = await startServer({ DATA_DIR: other });
  expect((await submit(there.url, "/login", { username: "Ada", password: PASSWORD })).status).toBe(303);
});

test("what is no sound database of Parlor is not restored, and nothing has changed", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const ada = await register(server.url, "Ada");
  const messages = Array.from({ length: 2_000 }, (_, number) => ({ room: 1, body: `message ${number}` }));
  await betweenRuns(server, (folder) => addMessages(folder, messages));
  await ada.say("the present");
  const path = (name: string) => join(folder.path, name);
  await command(server.folder, "backup", path("damaged.sqlite"));
  await command(server.folder, "backup", path("newer.sqlite"));
  await server.stop();
  const bytes = readFileSync(path("damaged.sqlite"));
  writeFileSync(path("damaged.sqlite"), bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 8_192));
  writeFileSync(path("text.sqlite"), "a letter to grandmother, of some length, and no database at all\n".repeat(40));
  using newer = new Database(path("newer.sqlite"));
  newer.run("PRAGMA user_version = 999");
  using other = new Database(path("other.sqlite"));
  other.run("CREATE TABLE recipes (name TEXT)");
  for (const [name, problem] of [
    ["damaged.sqlite", /damaged/],
    ["text.sqlite", /can't be read as a database/],
    ["newer.sqlite", /level 999/],
    ["other.sqlite", /not one of Parlor/],
    ["nothing", /is not a file/],
    [".", /is not a file/],
  ] as const) {
    const { code, err } = await command(server.folder, "restore", path(name));
    expect([name, code, err]).toEqual([name, 1, expect.stringMatching(problem)]);
    expect(err.trim().split("\n")).toHaveLength(1);
  }
  expect(bodies(server.folder)).toHaveLength(2_001);
  expect(readdirSync(server.folder).filter((name) => /restor/.test(name))).toEqual([]);
});

test("a damaged database is replaced as well, and kept as it was", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const ada = await register(server.url, "Ada");
  await ada.say("kept");
  const file = join(folder.path, "backup.sqlite");
  await command(server.folder, "backup", file);
  await server.stop();
  writeFileSync(join(server.folder, "parlor.sqlite"), "what the disk left of it");
  writeFileSync(join(server.folder, "parlor.sqlite-wal"), "and of its log");
  const { code, out } = await command(server.folder, "restore", file);
  const old = /the previous database is kept as (.+)\n/.exec(out)?.[1] ?? "";
  expect([code, bodies(server.folder)]).toEqual([0, ["kept"]]);
  expect([readFileSync(old, "utf8"), existsSync(join(server.folder, "parlor.sqlite-wal"))]).toEqual([
    "what the disk left of it",
    false,
  ]);
  expect(readFileSync(`${old}-wal`, "utf8")).toBe("and of its log");
});
