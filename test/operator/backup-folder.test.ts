/** A backup in a folder has everything, costs what is new, and comes back whole or not at all. */
import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { command } from "../support/command.ts";
import { sha256 } from "../support/contents.ts";
import { query } from "../support/database.ts";
import { picture, postFiles, send, type Sent } from "../support/files.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Person, register } from "../support/person.ts";
import { startServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const start = (environment: Record<string, string> = {}) =>
  startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000", ...environment });

/** Sends a file and the message that carries it. */
async function share(person: Person, bytes: string | Uint8Array, name?: string): Promise<Sent & { message: string }> {
  const file = await send(person, bytes, { name });
  const row = await (await postFiles(person, [file.id])).text();
  return { ...file, message: /data-id="(\d+)"/.exec(row)?.[1] ?? "" };
}

const remove = (person: Person, message: string) =>
  person.ask(`/rooms/lobby/messages/${message}/delete`, { method: "POST", body: new URLSearchParams() });

/** The contents of a place or a backup, each of which has to be what its name says. */
function contentsOf(folder: string): string[] {
  const files = readdirSync(join(folder, "files"), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  for (const { parentPath, name } of files) expect(sha256(readFileSync(join(parentPath, name)))).toBe(name);
  return files.map(({ name }) => name).sort();
}

const pathOf = (folder: string, hash: string) => join(folder, "files", hash.slice(0, 2), hash);
const named = (folder: string) => query<{ hash: string }>(folder, "SELECT hash FROM contents ORDER BY hash").map(({ hash }) => hash); // prettier-ignore

test("the second backup writes what is new, and what was deleted goes from it as well", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "backup");
  await using server = await start();
  const ada = await register(server.url, "Ada");
  await share(ada, "stays");
  const goes = await share(ada, await picture(1_600, 1_000));
  const first = await command(server.folder, "backup", path);
  expect([first.code, first.err, first.out]).toEqual([
    0,
    "",
    expect.stringMatching(/^.+backup: 2 messages, 1 person, 4 files, [\d.]+ MB, checked; 4 of the files are new\n$/),
  ]);
  expect(contentsOf(path)).toEqual(contentsOf(server.folder));
  const before = statSync(pathOf(path, sha256("stays"))).ino;

  await remove(ada, goes.message);
  await share(ada, "comes");
  const second = await command(server.folder, "backup", path);
  expect(second.out).toContain("3 messages, 1 person, 2 files");
  expect(second.out).toContain("1 of the files are new");
  expect(contentsOf(path)).toEqual([sha256("stays"), sha256("comes")].sort());
  expect(named(path)).toEqual(contentsOf(path));
  expect(statSync(pathOf(path, sha256("stays"))).ino).toBe(before);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  const { at } = JSON.parse(readFileSync(join(server.folder, "last-backup.json"), "utf8")) as { at: number };
  expect(at).toBeGreaterThan(0);
});

test("a backup comes back in an empty folder, with every file", async () => {
  using folder = temporaryFolder();
  const [path, other] = [join(folder.path, "backup"), join(folder.path, "other")];
  await using server = await start();
  const ada = await register(server.url, "Ada");
  const bytes = await picture(1_600, 1_000);
  const shared = await share(ada, bytes, "view.jpg");
  const plain = await share(ada, "plain");
  await command(server.folder, "backup", path);
  const { code, out, err } = await command(other, "restore", path);
  expect([code, out, err]).toEqual([0, `restored from ${path}: 2 messages, 1 person\n`, ""]);
  expect(contentsOf(other)).toEqual(contentsOf(server.folder));
  await using there = await startServer({ DATA_DIR: other });
  const bob = await register(there.url, "Bob");
  expect(await (await bob.ask(plain.path)).text()).toBe("plain");
  expect((await bob.ask(shared.path)).headers.get("content-type")).toBe("image/jpeg");
});

test("what the place lost and damaged comes back, what came later goes, and until the old database is removed its files stay", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "backup");
  await using server = await start();
  const ada = await register(server.url, "Ada");
  const [lost, damaged] = [await share(ada, "lost"), await share(ada, "damaged")];
  await command(server.folder, "backup", path);
  const later = await share(ada, "later");
  rmSync(pathOf(server.folder, sha256("lost")));
  writeFileSync(pathOf(server.folder, sha256("damaged")), "DAMAGED");
  await server.stop();
  const { code, out } = await command(server.folder, "restore", path);
  const old = /the previous database is kept as (.+)\n/.exec(out)?.[1] ?? "";
  expect([code, existsSync(old)]).toEqual([0, true]);
  await server.restart();
  const bob = await register(server.url, "Bob");
  expect(await (await bob.ask(lost.path)).text()).toBe("lost");
  expect(await (await bob.ask(damaged.path)).text()).toBe("damaged");
  expect((await bob.ask(later.path)).status).toBe(404);
  expect(existsSync(pathOf(server.folder, sha256("later")))).toBe(true);

  await server.stop();
  expect((await command(server.folder, "restore", old)).code).toBe(0); // the operator thinks better of it
  await server.restart();
  expect(await (await ada.ask(later.path)).text()).toBe("later");
});

test("lost files are put back beside the running server", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "backup");
  await using server = await start();
  const ada = await register(server.url, "Ada");
  const [file, later] = [await share(ada, "dear"), "not in the backup"];
  await command(server.folder, "backup", path);
  await share(ada, later);
  for (const text of ["dear", later]) rmSync(pathOf(server.folder, sha256(text)));
  expect((await ada.ask(file.path)).status).toBe(404);
  const { code, out, err } = await command(server.folder, "restore", "--files", path);
  expect([code, out, err]).toEqual([1, `put back 1 file from ${path}\n`, "1 file is neither here nor there\n"]);
  expect(await (await ada.ask(file.path)).text()).toBe("dear");
});

test("a backup that is not whole is not restored, unless one takes what is there", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "backup");
  const [data, broken] = [join(folder.path, "data"), join(folder.path, "broken")];
  await using server = await start();
  const ada = await register(server.url, "Ada");
  for (const text of ["one", "two", "three"]) await share(ada, text);
  await command(server.folder, "backup", path);
  await server.stop();
  const spoil: [string, () => void][] = [
    ["missing", () => rmSync(pathOf(broken, sha256("two")))],
    ["damaged", () => writeFileSync(pathOf(broken, sha256("two")), "TWO")],
    ["cut off", () => writeFileSync(pathOf(broken, sha256("two")), "tw")],
    ["without its note", () => rmSync(join(broken, "backup.json"))],
    ["without its database", () => rmSync(join(broken, "parlor.sqlite"))],
  ];
  cpSync(server.folder, data, { recursive: true, filter: (source) => !source.endsWith(".sock") });
  rmSync(join(data, "files"), { recursive: true });
  const before = readdirSync(data).sort();
  for (const [how, spoilIt] of spoil) {
    rmSync(broken, { recursive: true, force: true });
    cpSync(path, broken, { recursive: true });
    spoilIt();
    const { code, err } = await command(data, "restore", broken);
    expect([how, code, err.trim().split("\n").length]).toEqual([how, 1, 1]);
    if (how !== "without its database") expect(err).toContain("whole");
    rmSync(join(data, "files/incoming"), { recursive: true, force: true });
    if (existsSync(join(data, "files"))) expect(contentsOf(data)).toEqual([]);
    expect(
      readdirSync(data)
        .filter((name) => name !== "files")
        .sort(),
    ).toEqual(before);
  }
  rmSync(broken, { recursive: true, force: true });
  cpSync(path, broken, { recursive: true });
  rmSync(pathOf(broken, sha256("two")));
  const { code, out } = await command(data, "restore", "--incomplete", broken);
  expect([code, out]).toEqual([0, expect.stringContaining("missing here: 1 file that it names")]);
  expect(contentsOf(data)).toEqual([sha256("one"), sha256("three")].sort());
});

test("a backup that names files by paths writes and removes nothing beside what is restored", async () => {
  using folder = temporaryFolder();
  const [path, other] = [join(folder.path, "backup"), join(folder.path, "other")];
  await using server = await start();
  await share(await register(server.url, "Ada"), "whole");
  await command(server.folder, "backup", path);
  writeFileSync(join(path, "precious"), "hostile");
  mkdirSync(join(path, "files/aa"));
  for (const name of ["aa/../../../precious", "aa/../../../\u001b[2J"]) {
    using db = new Database(join(path, "parlor.sqlite"));
    db.query("INSERT INTO contents (hash, bytes, created_at) VALUES (?, 7, 1)").run(name);
  }
  mkdirSync(other);
  writeFileSync(join(other, "precious"), "mine");
  const refused = await command(other, "restore", path);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("is not whole: 2 of its files")]);
  expect(refused.err).not.toContain("\u001b");
  expect(existsSync(join(other, "parlor.sqlite"))).toBe(false);
  expect((await command(other, "restore", path, "--incomplete")).code).toBe(0);
  expect(readFileSync(join(other, "precious"), "utf8")).toBe("mine");
  expect(contentsOf(other)).toEqual([sha256("whole")]);
});

test("files that the place itself has lost are told, and keep nobody from having a backup that can be restored", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "backup");
  await using server = await start();
  const ada = await register(server.url, "Ada");
  for (const text of ["whole", "gone", "damaged"]) await share(ada, text);
  rmSync(pathOf(server.folder, sha256("gone")));
  writeFileSync(pathOf(server.folder, sha256("damaged")), "DAMAGED");
  const { code, out, err } = await command(server.folder, "backup", path);
  expect([code, out, err]).toEqual([
    1,
    expect.stringContaining("3 messages"),
    "2 files of this place are lost and not in the backup: sweep says which\n",
  ]);
  expect(contentsOf(path)).toEqual([sha256("whole")]);
  expect((await command(join(folder.path, "other"), "restore", path)).code).toBe(0);
});

test("what is not a backup's folder is left alone", async () => {
  using folder = temporaryFolder();
  await using server = await start();
  const ada = await register(server.url, "Ada");
  await share(ada, "a file");
  const other = join(folder.path, "other");
  writeFileSync(join(folder.path, "letter"), "dear");
  for (const [path, problem] of [
    [folder.path, /has something else in it/],
    [server.folder, /has something else in it/],
    [join(folder.path, "letter"), /already exists/],
    [join(folder.path, "not/there"), /can't be written/],
  ] as const) {
    const { code, err } = await command(server.folder, "backup", path);
    expect([path, code, err]).toEqual([path, 1, expect.stringMatching(problem)]);
    expect(err.trim().split("\n")).toHaveLength(1);
  }
  expect(readdirSync(folder.path)).toEqual(["letter"]);
  expect((await command(other, "restore", "--files", server.folder)).code).toBe(1);
  const alone = await command(server.folder, "backup", join(folder.path, "alone.sqlite"));
  expect(alone.out).toEndWith("the files are not in it (1 file, 6 bytes): name a folder to have them too\n");
});

test("a backup that is made while files come and go is whole every time", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "backup");
  await using server = await start();
  const ada = await register(server.url, "Ada");
  for (let number = 0; number < 60; number++) await share(ada, `before ${number} ${"x".repeat(20_000)}`);
  let isOver = false;
  const comeAndGo = async () => {
    const messages: string[] = [];
    for (let number = 0; !isOver; number++) {
      messages.push((await share(ada, `during ${number} ${"y".repeat(20_000)}`)).message);
      if (messages.length > 3) await remove(ada, messages.shift() ?? "");
      await remove(ada, String(1 + (number % 40)));
    }
  };
  const backUp = async () => {
    for (let time = 0; time < 4; time++) {
      const { code, err } = await command(server.folder, "backup", path);
      expect([code, err]).toEqual([0, ""]);
      expect(contentsOf(path)).toEqual(named(path));
      using copy = new Database(join(path, "parlor.sqlite"), { readonly: true });
      expect(copy.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
    }
  };
  await Promise.all([backUp().finally(() => (isOver = true)), comeAndGo()]);
});
