/** The sweep removes what belongs to nothing, leaves alone what may still be needed, and says what is lost. */
import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, rmSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { openDatabase } from "../../src/database/open.ts";
import { openWriteQueue } from "../../src/database/write-queue.ts";
import { incomingFolder, openBlobStore } from "../../src/files/contents/blob-store.ts";
import { useContent } from "../../src/files/contents/contents.store.ts";
import { openStorage } from "../../src/files/contents/storage.ts";
import { sweep, type SweepDeps } from "../../src/files/contents/sweep.ts";
import { isDue, openUpkeep } from "../../src/files/contents/upkeep.ts";
import { openIncoming } from "../../src/files/incoming.ts";
import { beginUpload, bytesToCome, finishUpload } from "../../src/files/uploads.store.ts";
import { sha256, writeIncoming } from "../support/contents.ts";
import { temporaryFolder } from "../support/folder.ts";
import { addPerson, NOON } from "../support/memory.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(60_000);

const HOUR = 3_600_000;

/** A place with its files, a store of them, and somebody who sends. */
function openPlace() {
  const folder = temporaryFolder();
  const dataDir = folder.path;
  const db = openDatabase(dataDir);
  const queue = openWriteQueue(db, { flushInterval: 0 });
  const storage = openStorage(openBlobStore({ dataDir, files: "", filesTimeoutSeconds: 60 }), db, queue, (error) => {
    throw error;
  });
  const incoming = openIncoming(incomingFolder(dataDir));
  addPerson(db, "Ada");
  const deps: SweepDeps = { dataDir, db, commit: queue.commit, storage, incoming };
  const pathOf = (hash: string) => join(dataDir, "files", hash.slice(0, 2), hash);

  /** Puts bytes into the store, as old as said, with or without a file that is made of them. */
  async function put(text: string, { named = true, age = 2 * HOUR } = {}): Promise<string> {
    const content = await storage.put(await writeIncoming(dataDir, text));
    if (named) addFile(db, text, content);
    const then = new Date(Date.now() - age);
    utimesSync(pathOf(content.hash), then, then);
    if (!named) db.run("INSERT INTO contents VALUES (?, ?, 1)", [content.hash, content.bytes]); // else it would go at once
    storage.release(content);
    if (!named) db.run("DELETE FROM contents WHERE hash = ?", [content.hash]);
    return content.hash;
  }

  return {
    ...{ dataDir, db, queue, storage, incoming, deps, pathOf, put },
    isThere: (hash: string) => existsSync(pathOf(hash)),
    async [Symbol.asyncDispose]() {
      await storage.close();
      await queue.close();
      db.close();
      folder[Symbol.dispose]();
    },
  };
}

/** A file that was sent in the lobby and waits for its message. */
function addFile(
  db: Database,
  id: string,
  content: { hash: string; bytes: number } | undefined,
  at = Date.now(),
): void {
  const limits = { mostInDay: 1e12, most: 0, mostAtOnce: 1e6 };
  const upload = { id, room: 1, user: 1, name: `${id}.txt`, length: 10, keepSize: false, at };
  expect(beginUpload(db, { ...upload, ...limits })).toBe("begun");
  const shown = { width: null, height: null, animated: false, placeholder: null, small: null, large: null };
  if (content) finishUpload(db, { id, content, type: "text/plain", ...shown, tellsMore: false, at: NOON });
}

test("bytes that nothing names go, unless they are young or were just put; all else stays", async () => {
  await using place = openPlace();
  const [named, unnamed, young] = [
    await place.put("named"),
    await place.put("unnamed", { named: false }),
    await place.put("young", { named: false, age: HOUR / 2 }),
  ];
  const held = await place.storage.put(await writeIncoming(place.dataDir, "held")); // no write has named it yet
  utimesSync(place.pathOf(held.hash), new Date(0), new Date(0));
  const swept = await sweep(place.deps);
  expect([named, unnamed, young, held.hash].map(place.isThere)).toEqual([true, false, true, true]);
  expect([swept.missing, swept.damaged]).toEqual([[], []]);
});

test("contents that no file names any more are forgotten, and their bytes go", async () => {
  await using place = openPlace();
  const hash = await place.put("orphan", { named: false });
  useContent(place.db, { hash, bytes: 6 }, NOON);
  await sweep(place.deps);
  await waitFor(() => !place.isThere(hash), "the bytes to go");
  expect(place.db.query("SELECT count(*) AS count FROM contents").get()).toEqual({ count: 0 });
});

test("bytes that are gone or cut off are told, and nothing else is", async () => {
  await using place = openPlace();
  const [whole, gone, cut] = [await place.put("whole"), await place.put("gone"), await place.put("cut off")];
  rmSync(place.pathOf(gone));
  truncateSync(place.pathOf(cut), 3);
  const swept = await sweep(place.deps);
  expect([swept.missing, swept.damaged, swept.removed.files]).toEqual([[gone], [cut], 0]);
  expect(place.isThere(whole)).toBe(true);
});

test("temporary files go, unless their upload is still expected or they are young", async () => {
  await using place = openPlace();
  const folder = incomingFolder(place.dataDir);
  addFile(place.db, "expected", undefined);
  for (const name of ["expected", "stranger", "young"]) {
    await Bun.write(join(folder, name), "bytes");
    if (name !== "young") utimesSync(join(folder, name), new Date(0), new Date(0));
  }
  const { temporary } = await sweep(place.deps);
  expect(temporary).toEqual({ files: 1, bytes: 5 });
  expect(readdirSync(folder).sort()).toEqual(["expected", "young"]);
});

test("when very much would go, nothing does until an operator says so", async () => {
  await using place = openPlace();
  for (let file = 0; file < 101; file++) await place.put(`unnamed ${file}`, { named: false });
  await place.put("named");
  const swept = await sweep(place.deps);
  expect([swept.removed.files, swept.spared.files, swept.kept.files]).toEqual([0, 101, 1]);
  const all = await sweep({ ...place.deps, all: true });
  expect([all.removed.files, all.spared.files]).toEqual([101, 0]);
});

test("what only a database names that a restore kept stays as long as that lies there", async () => {
  await using place = openPlace();
  const hash = await place.put("of before", { named: false });
  const kept = join(place.dataDir, "before-restore-1.sqlite");
  place.db.query("VACUUM INTO ?").run(kept);
  {
    using other = new Database(kept);
    useContent(other, { hash, bytes: 9 }, NOON);
  }
  await sweep(place.deps);
  expect(place.isThere(hash)).toBe(true);
  rmSync(kept);
  await sweep(place.deps);
  expect(place.isThere(hash)).toBe(false);
});

test("many files are swept a page at a time, and while files come and go none of them is reported", async () => {
  await using place = openPlace();
  for (let file = 0; file < 450; file++) await place.put(`file ${file}`);
  const coming = (async () => {
    for (let file = 0; file < 60; file++) await place.put(`coming ${file}`, { age: 0 });
  })();
  const [swept] = await Promise.all([sweep(place.deps), coming]);
  expect([swept.missing, swept.damaged, swept.removed.files]).toEqual([[], [], 0]);
});

test("a night's sweep is due once, and one that was missed is made up for", () => {
  const at = (hour: number, day = 10) => new Date(2026, 5, day, hour, 30);
  expect(isDue(at(4), { at: at(4, 9).getTime() })).toBe(true);
  expect(isDue(at(5), { at: at(4).getTime() })).toBe(false);
  expect(isDue(at(12), { at: at(4).getTime() })).toBe(false);
  expect(isDue(at(20), { at: at(4, 9).getTime() })).toBe(true);
  expect(isDue(at(12), undefined)).toBe(true);
  expect(isDue(at(12), { at: at(12, 11).getTime() })).toBe(true);
});

test("an upload of which nothing has come takes room from nobody after an hour", async () => {
  await using place = openPlace();
  const begun = Date.now() - HOUR - 1_000;
  for (const id of ["silent", "begun", "coming"]) addFile(place.db, id, undefined, begun);
  addFile(place.db, "young", undefined, Date.now() - HOUR + 60_000);
  await Bun.write(place.incoming.pathOf("begun"), "what came");
  const { promise: more, resolve: end } = Promise.withResolvers<void>();
  async function* slowly() {
    await more;
    yield Buffer.from("more");
  }
  const coming = place.incoming.append("coming", slowly(), { from: 0, length: 10, pause: 60_000 });
  const config = { dataDir: place.dataDir };
  await Bun.write(join(place.dataDir, "last-sweep.json"), JSON.stringify({ at: Date.now(), missing: 0, damaged: 0, spared: 0 })); // prettier-ignore
  const upkeep = openUpkeep({ ...place, config, log: { debug() {}, info() {}, warn() {}, error() {} } }, 20);
  const ids = () => place.db.query<{ id: string }, []>("SELECT id FROM files ORDER BY id").all().map(({ id }) => id); // prettier-ignore
  await waitFor(() => !ids().includes("silent"), "the silent one to be forgotten");
  await upkeep.close();
  end();
  await coming;
  expect(ids()).toEqual(["begun", "coming", "young"]);
  expect(bytesToCome(place.db)).toBe(30);
  expect(place.db.query("SELECT sum(bytes) AS bytes FROM files_sent").get()).toEqual({ bytes: 30 });
});

test("a file that no message carries dies after a day, what came of it too", async () => {
  await using place = openPlace();
  const DAY = 24 * HOUR;
  addFile(place.db, "old", undefined, Date.now() - DAY - 1_000);
  addFile(place.db, "new", undefined, Date.now() - DAY + 60_000);
  for (const id of ["old", "new"]) await Bun.write(place.incoming.pathOf(id), "what came");
  const hash = sha256("complete");
  const content = await place.storage.put(await writeIncoming(place.dataDir, "complete"));
  addFile(place.db, "complete", content, Date.now() - DAY - 1_000);
  place.storage.release(content);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const config = { dataDir: place.dataDir };
  await Bun.write(join(place.dataDir, "last-sweep.json"), JSON.stringify({ at: Date.now(), missing: 0, damaged: 0, spared: 0 })); // prettier-ignore
  const upkeep = openUpkeep({ ...place, config, log }, 20);
  await waitFor(() => !existsSync(place.incoming.pathOf("old")) && !place.isThere(hash), "old files to go");
  expect(place.db.query("SELECT id FROM files").values()).toEqual([["new"]]);
  expect(existsSync(place.incoming.pathOf("new"))).toBe(true);
  await upkeep.close();
});
