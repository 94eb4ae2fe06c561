/** An administrator sees what the place takes on its disk, and takes a backup away that can be restored. */
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";

import { command } from "../support/command.ts";
import { query } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { find, textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let host: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  host = await register(server.url, "Host");
  await betweenRuns(server, (folder) => query(folder, "UPDATE users SET admin = 1"));
  await host.say("to be found in the copy");
});
afterAll(() => server[Symbol.asyncDispose]());

const facts = async () => find(await (await host.ask("/admin/storage")).text(), "dd").map(({ text }) => text);
const download = () => host.ask("/admin/storage/backup", { method: "POST" });
const activity = async () => textOf(await (await host.ask("/admin/activity")).text(), ".sentence");

test("it says how large the database is, what is free, and that there is no backup yet", async () => {
  expect(await facts()).toEqual([
    expect.stringMatching(/^[\d.]+ KB$/),
    expect.stringMatching(/^[\d.,]+ [MGT]B$/),
    "None yet",
  ]);
});

test("a backup is downloaded whole, is noted, and leaves nothing behind on the server", async () => {
  const before = readdirSync(server.folder);
  const answer = await download();
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
    200,
    "application/vnd.sqlite3",
    "no-store",
  ]);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="parlor-\d{4}-\d\d-\d\d\.sqlite"$/);
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  using folder = temporaryFolder();
  const path = join(folder.path, "copy.sqlite");
  await Bun.write(path, bytes);
  using copy = new Database(path, { readonly: true });
  expect(copy.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  expect(copy.query("SELECT body FROM messages").all()).toEqual([{ body: "to be found in the copy" }]);
  expect(readdirSync(server.folder).filter((name) => !before.includes(name))).toEqual(["last-backup.json"]);
  expect((await facts()).at(-1)).toMatch(/^just now, [\d.]+ KB$/);
  expect((await activity())?.replaceAll(/\s+/g, " ")).toMatch(/^Host downloaded a backup of [\d.]+ KB$/);
});

test("the copy is made while people go on", async () => {
  const [answer, posted] = await Promise.all([download(), host.say("meanwhile")]);
  expect([answer.status, typeof posted]).toEqual([200, "string"]);
  await answer.arrayBuffer();
});

test("a backup that the operator makes counts as the last one, too", async () => {
  await betweenRuns(server, (folder) => Bun.write(join(folder, "last-backup.json"), '{"at":0,"bytes":1}'));
  expect((await facts()).at(-1)).toContain("years ago");
  using folder = temporaryFolder();
  await command(server.folder, "backup", join(folder.path, "backup.sqlite"));
  expect((await facts()).at(-1)).toStartWith("just now");
});

test("where no copy can be made, the page says so and the log why, and the next try is as good as the first", async () => {
  const [path, away] = [join(server.folder, "parlor.sqlite"), join(server.folder, "away.sqlite")];
  renameSync(path, away); // the server has it open, the command does not find it
  const answer = await download();
  renameSync(away, path);
  expect([answer.status, textOf(await answer.text(), ".problem")]).toEqual([
    503,
    "No backup could be made. The server's log says why.",
  ]);
  expect(server.output()).toMatch(/"event":"no backup".*there is no parlor\.sqlite/);
  const again = await download();
  expect(again.status).toBe(200);
  await again.arrayBuffer();
});
