/** An administrator sees what the place takes on its disk, and takes a backup away that can be restored. */
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readlinkSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

import { command } from "../support/command.ts";
import { change } from "../support/database.ts";
import { picture, postFiles, send } from "../support/files.ts";
import { temporaryFolder } from "../support/folder.ts";
import { find, textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let host: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", FILE_BYTES: "40000000" });
  host = await register(server.url, "Host");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1"));
  await host.say("to be found in the copy");
});
afterAll(() => server[Symbol.asyncDispose]());

const facts = async () => find(await (await host.ask("/admin/storage")).text(), "dd").map(({ text }) => text);
const download = () => host.ask("/admin/storage/backup", { method: "POST" });

/** Unpacks an archive as people do; returns the folder in it. */
async function unpack(folder: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  await Bun.write(join(folder, "backup.tar"), bytes);
  const { exitCode, stderr } = Bun.spawnSync(["tar", "--extract", "--file", "backup.tar"], { cwd: folder });
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
  return join(folder, readdirSync(folder).find((name) => name !== "backup.tar") ?? "");
}

const activity = async () => textOf(await (await host.ask("/admin/activity")).text(), ".sentence");

test("it says how large the database is, what is free, and that there is no backup yet", async () => {
  expect(await facts()).toEqual([
    expect.stringMatching(/^[\d.]+\u00a0KB$/),
    "0\u00a0bytes",
    expect.stringMatching(/^[\d.,]+\u00a0[MGT]B$/),
    "None yet",
  ]);
});

test("a backup is downloaded whole, is noted, and leaves nothing behind on the server", async () => {
  const before = readdirSync(server.folder);
  const answer = await download();
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
    200,
    "application/x-tar",
    "no-store",
  ]);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="parlor-\d{4}-\d\d-\d\d\.tar"$/);
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  using folder = temporaryFolder();
  const path = join(await unpack(folder.path, bytes), "parlor.sqlite");
  using copy = new Database(path, { readonly: true });
  expect(copy.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  expect(copy.query("SELECT body FROM messages").all()).toEqual([{ body: "to be found in the copy" }]);
  expect(readdirSync(server.folder).filter((name) => !before.includes(name))).toEqual(["last-backup.json"]);
  expect((await facts()).at(-1)).toMatch(/^just now, [\d.]+\u00a0KB$/);
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

test("the archive has every file, and is restored once it is unpacked", async () => {
  const shared = await send(host, await picture(1_600, 1_000), { name: "view.jpg" });
  await postFiles(host, [shared.id]);
  const bytes = new Uint8Array(await (await download()).arrayBuffer());
  using folder = temporaryFolder();
  const unpacked = await unpack(folder.path, bytes);
  expect(unpacked).toMatch(/parlor-\d{4}-\d\d-\d\d$/);
  const other = join(folder.path, "other");
  expect(await command(other, "restore", unpacked)).toEqual({
    code: 0,
    out: expect.stringMatching(/^restored from .+: \d+ messages, \d+ (person|people)\n$/) as string,
    err: "",
  });
  await using there = await startServer({ DATA_DIR: other });
  const guest = await register(there.url, "Grace");
  const [here, copied] = await Promise.all([host.ask(shared.path), guest.ask(shared.path)]);
  expect(await copied.bytes()).toEqual(await here.bytes());
});

test("what is deleted while a backup is sent is in it, and goes when it is sent", async () => {
  const large = new Uint8Array(30_000_000);
  crypto.getRandomValues(large.subarray(0, 60_000));
  const shared = await send(host, large);
  const row = await (await postFiles(host, [shared.id])).text();
  const hash = new Bun.CryptoHasher("sha256").update(large).digest("hex");
  const path = join(server.folder, "files", hash.slice(0, 2), hash);
  const answer = await download();
  const id = /data-id="(\d+)"/.exec(row)?.[1] ?? "";
  await host.ask(`/rooms/lobby/messages/${id}/delete`, { method: "POST", body: new URLSearchParams() });
  expect(existsSync(path)).toBe(true);
  using folder = temporaryFolder();
  const unpacked = await unpack(folder.path, new Uint8Array(await answer.arrayBuffer()));
  expect(statSync(join(unpacked, "files", hash.slice(0, 2), hash)).size).toBe(large.length);
  await waitFor(() => !existsSync(path), "the deleted file to go");
});

test("a download that is broken off leaves nothing open, and holds nothing back", async () => {
  const large = new Uint8Array(30_000_000);
  crypto.getRandomValues(large.subarray(0, 60_000));
  const shared = await send(host, large);
  const row = await (await postFiles(host, [shared.id])).text();
  const open = () => readdirSync(`/proc/${server.pid()}/fd`).filter((fd) => linkOf(fd).includes("(deleted)"));
  const linkOf = (fd: string) => {
    try {
      return readlinkSync(`/proc/${server.pid()}/fd/${fd}`);
    } catch {
      return ""; // closed meanwhile
    }
  };
  const breakOff = new AbortController();
  const answer = await host.ask("/admin/storage/backup", { method: "POST", signal: breakOff.signal });
  const reader = answer.body?.getReader();
  await reader?.read();
  expect(open().length).toBeGreaterThan(0);
  breakOff.abort();
  await waitFor(() => open().length === 0, "the copy to be closed");
  const id = /data-id="(\d+)"/.exec(row)?.[1] ?? "";
  await host.ask(`/rooms/lobby/messages/${id}/delete`, { method: "POST", body: new URLSearchParams() });
  const hash = new Bun.CryptoHasher("sha256").update(large).digest("hex");
  await waitFor(() => !existsSync(join(server.folder, "files", hash.slice(0, 2), hash)), "the deleted file to go");
});

test("it says who and which rooms take the room, and nothing of those that somebody is not in", async () => {
  await using other = await startServer({ FLUSH_INTERVAL_MS: "0", FILES_TOTAL: "100000000" });
  const [ada, bob] = [await register(other.url, "Ada"), await register(other.url, "Bob")];
  await betweenRuns(other, (folder) => change(folder, "UPDATE users SET admin = 1 WHERE id = 1"));
  const made = await bob.ask("/rooms", {
    method: "POST",
    body: new URLSearchParams({ name: "Cellar", kind: "closed" }),
  });
  const cellar = /\/rooms\/([^/?]+)/.exec(made.headers.get("location") ?? "")?.[1] ?? "";
  for (const [person, room, bytes] of [
    [ada, "lobby", 1_000],
    [bob, "lobby", 2_000],
    [bob, cellar, 40_000],
  ] as const) {
    const { id } = await send(person, new Uint8Array(bytes), { room });
    await postFiles(person, [id], "", room);
  }
  const page = await (await ada.ask("/admin/storage")).text();
  expect(find(page, "dd").map(({ text }) => text)).toContain("43\u00a0KB of 100\u00a0MB");
  expect(find(page, ".entries li").map(({ text }) => text.replaceAll(/\s+/g, " "))).toEqual([
    "Lobby3 KB in 2 files",
    "Rooms you are not in40 KB in 1 file",
    "Bob42 KB in 2 files",
    "Ada1 KB in 1 file",
  ]);
  expect(page).not.toContain("Cellar");
  expect(page).not.toContain(cellar);
});
