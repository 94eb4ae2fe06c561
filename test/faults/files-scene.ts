/** People who send files while something goes wrong, and what must be true of the files then. */
import { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { command } from "../support/command.ts";
import { sha256 } from "../support/contents.ts";
import { change, query } from "../support/database.ts";
import { type Person, register } from "../support/person.ts";
import { type Environment, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";
import type { Random } from "./random.ts";
import { type Sender, type SentFile, startSender } from "./sender.ts";

export type FilesScene = {
  server: TestServer;
  senders: Sender[];
  /** Somebody who only looks. */
  reader: Person;
  /** How many files were acknowledged. */
  acknowledged: () => number;
  /** Waits until so many more were. */
  more: (count: number) => Promise<void>;
  /** Resolves in the turn of the next acknowledgement. */
  acknowledgement: () => Promise<void>;
  /**
   * Lets everybody finish, and looks at every file that was acknowledged; then removes what nobody sent, sweeps, and looks at
   * what lies there. Returns how many files were looked at.
   */
  settle: () => Promise<number>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const ENVIRONMENT = {
  POSTS_PER_10S: "1000000",
  READS_PER_10S: "1000000",
  CHANGES_PER_10S: "1000000",
  FILES_PER_PERSON_DAY: "100000000000",
  UPLOADS_PER_PERSON: "10000",
  DISK_FREE_FLOOR: "0",
  UPLOAD_PAUSE_S: "2",
  FLUSH_INTERVAL_MS: "5",
};

type Options = { environment?: Environment; senders?: number; most?: number; again?: number[] };

export async function openFilesScene(random: Random, options: Options = {}): Promise<FilesScene> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startServer({ ...ENVIRONMENT, ...options.environment }));
  let answer = Promise.withResolvers<void>();
  const onAnswer = () => {
    answer.resolve();
    answer = Promise.withResolvers();
  };
  const reader = await register(server.url, "reader");
  const senders: Sender[] = [];
  for (let index = 0; index < (options.senders ?? 4); index++) {
    const person = await register(server.url, `sender_${index}`);
    senders.push(startSender(person, random.fork(`sender ${index}`), { ...options, onAnswer }));
  }
  stack.defer(() => void senders.forEach((sender) => void sender.stop().catch(() => {})));

  const acknowledged = () =>
    senders.reduce((sum, { parcels, waiting }) => sum + waiting.size + parcels.flatMap(({ files }) => files).length, 0);

  const disposal = stack.move();
  return {
    ...{ server, senders, reader, acknowledged },
    acknowledgement: () => answer.promise,
    async more(count) {
      const enough = acknowledged() + count;
      const failed = Promise.race(senders.map(({ running }) => running));
      await Promise.race([failed, waitFor(() => acknowledged() >= enough, `${count} more files`, 60_000)]);
    },
    async settle() {
      await Promise.all(senders.map((sender) => sender.stop()));
      let checked = 0;
      for (const { parcels, waiting, person } of senders) {
        for (const { files, gone } of parcels) for (const file of files) await expectFile(reader, file, gone === "no");
        for (const file of waiting) await expectFile(person, file, true);
        checked += waiting.size + parcels.flatMap(({ files }) => files).length;
      }
      await expectNoOrphans(server);
      return checked;
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

/** Whoever may see a file gets all of it; nobody gets one that was deleted. */
async function expectFile(person: Person, { path, hash }: SentFile, isThere: boolean): Promise<void> {
  const answer = await person.ask(path);
  const body = await answer.bytes();
  if (isThere) expect([answer.status, path, sha256(body)]).toEqual([200, path, hash]);
  else expect([answer.status, path]).toEqual([404, path]);
}

/** After what nobody sent was removed and the sweep went over it, there are the files of the messages and nothing else. */
async function expectNoOrphans(server: TestServer): Promise<void> {
  await server.stop();
  change(server.folder, "UPDATE files SET created_at = 1 WHERE message_id IS NULL");
  for (const path of allFiles(server.folder)) utimesSync(path, new Date(0), new Date(0));
  const { code, out, err } = await command(server.folder, "sweep");
  expect([code, err, out]).toEqual([0, "", expect.stringContaining("missing: 0, damaged: 0")]);
  const named = query<{ hash: string }>(server.folder, "SELECT hash FROM contents ORDER BY hash");
  const used = query<{ hash: string }>(server.folder, "SELECT DISTINCT content AS hash FROM files ORDER BY hash");
  expect(named).toEqual(used);
  expect(hashesIn(server.folder)).toEqual(named.map(({ hash }) => hash));
  expect(allFiles(server.folder)).toHaveLength(named.length);
}

const allFiles = (folder: string): string[] =>
  readdirSync(join(folder, "files"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

/** The contents of a place or a backup in order, none of which is half a file. */
export function hashesIn(folder: string): string[] {
  if (!existsSync(join(folder, "files"))) return [];
  const paths = allFiles(folder).filter((path) => !path.includes("/incoming/"));
  const hashes = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
  for (const [index, path] of paths.entries()) expect(sha256(readFileSync(path))).toBe(hashes[index] ?? "");
  return hashes.sort();
}

/** The contents that the database of a folder names, in order. It has to be sound. */
export function namedIn(folder: string): string[] {
  using db = new Database(join(folder, "parlor.sqlite"), { readwrite: true });
  expect(db.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
  return db.query("SELECT hash FROM contents ORDER BY hash").values().flat() as string[];
}
