/** Parlor as people run it, with people in it: accounts and sessions are written straight into its database. */
import type { Database } from "bun:sqlite";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openDatabase } from "../../src/database/open.ts";
import { FOLDING } from "../../src/search/fold-message.ts";
import { BATCH, indexMessages } from "../../src/search/indexing.ts";
import { type Running, start } from "./start.ts";

const SECRET = "a secret for the benchmark only, long enough";
/** With `--profile=folder`, each Parlor leaves a profile of its CPU time there; figures are then not to be trusted. */
const folderOfProfiles = process.argv.find((argument) => argument.startsWith("--profile="))?.slice("--profile=".length);
const profiler = folderOfProfiles ? ["--cpu-prof", `--cpu-prof-dir=${folderOfProfiles}`] : [];
const DAY = 86_400_000;

export type Parlor = Running & {
  /** A cookie header for each person. */
  cookies: string[];
  folder: string;
  /** Stops the process and keeps the folder. */
  pause: () => Promise<void>;
  /** Another process on the same folder, while the first is paused. */
  again: () => Promise<Running>;
};

export type ParlorOptions = {
  people: number;
  /** Messages that are there already. */
  messages?: number;
  /** What they say. Only then they can be searched: it takes as long again to index them. */
  textOf?: (number: number) => string;
  /** Puts more into the database before it starts. */
  prepare?: (db: Database) => void;
  environment?: Record<string, string>;
};

/** Starts Parlor as `bun start` does, on a folder of its own, with limits so high that one machine may play everybody. */
export async function startParlor({
  people,
  messages = 0,
  textOf,
  prepare,
  environment,
}: ParlorOptions): Promise<Parlor> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-bench-"));
  const cookies = fill(folder, { people, messages, textOf, prepare });
  const again = () =>
    start({
      name: "parlor",
      command: [process.execPath, ...profiler, "dist/main.js"],
      environment: {
        PORT: "0",
        DATA_DIR: folder,
        JWT_SECRET: SECRET,
        POSTS_PER_10S: "1000000",
        READS_PER_10S: "1000000",
        SOCKETS_PER_PERSON: "1000000",
        ...environment,
      },
    });
  const running = await again();
  return {
    ...running,
    cookies,
    folder,
    again,
    pause: running.stop,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a database with people, their sessions and messages; returns the cookie header of each person. */
function fill(folder: string, { people, messages = 0, textOf, prepare }: ParlorOptions): string[] {
  const db = openDatabase(folder);
  db.run("PRAGMA synchronous = OFF");
  const now = Date.now();
  const cookies = db.transaction(() => {
    const user = db.query(
      "INSERT INTO users (id, username, username_folded, password_hash, created_at) VALUES (?, ?, ?, 'none', ?)",
    );
    const session = db.query(
      "INSERT INTO sessions (id, user_id, created_at, seen_at, expires_at) VALUES (?1, ?2, ?3, ?3, ?4)",
    );
    return Array.from({ length: people }, (_, index) => {
      const id = index + 1;
      user.run(id, `person${id}`, `person${id}`, now);
      session.run(`bench${id}`, id, now, now + 30 * DAY);
      return `Cookie: parlor_session=${sign({ sub: String(id), jti: `bench${id}`, exp: Math.floor((now + 30 * DAY) / 1000) })}\r\n`;
    });
  })();
  db.query("UPDATE search_state SET version = ?, last = ?").run(FOLDING, textOf ? 0 : messages);
  db.transaction(() => {
    const later = setAside(db, textOf ? "index" : "index trigger");
    const message = db.query(
      "INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at) VALUES (?, 1, ?, ?, ?, 0, ?)",
    );
    for (let number = 1; number <= messages; number++) {
      const key = `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
      const body =
        textOf?.(number) ?? `message ${number}: the quick brown fox jumps over the lazy dog, and says so here`;
      message.run(key, (number % people) + 1, body, number, now - (messages - number) * 1_000);
    }
    for (const sql of later) db.run(sql);
    db.run("UPDATE log SET rev = (SELECT coalesce(max(rev), 0) FROM messages)"); // as the trigger would have kept it
  })();
  while (textOf && indexMessages(db, BATCH) === "more");
  prepare?.(db);
  db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  return cookies;
}

/** Drops what would be kept up to date with each of a million messages; returns the SQL that makes it again. */
function setAside(db: Database, types: string): string[] {
  const kept = db
    .query<{ type: string; name: string; sql: string }, [string]>(
      "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'messages' AND sql IS NOT NULL AND instr(?, type) > 0",
    )
    .all(types);
  for (const { type, name } of kept) db.run(`DROP ${type} ${name}`);
  return kept.map(({ sql }) => sql);
}

/** A session token, as Parlor signs them. */
function sign(claims: Record<string, string | number>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", SECRET).update(text).digest("base64url")}`;
}
