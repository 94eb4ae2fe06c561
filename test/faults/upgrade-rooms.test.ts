/** A place from before there were rooms to choose from goes on with all it had, and knows what in it was for whom. */
import { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { randomUUID } from "node:crypto";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { migrate, readMigrations } from "../../src/database/migrate.ts";
import { openFile, openToChange } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { textOf } from "../support/html.ts";
import { MIGRATIONS } from "../support/memory.ts";
import { personOf, rowsIn } from "../support/person.ts";
import { betweenRuns, spawnServer, startServer } from "../support/server.ts";
import { enter } from "../support/session.ts";
import { fault, rounds } from "./fault.ts";

const KILLS = rounds(6, 100);
const COUNT = 3_000;
const SECRET = "a secret of thirty-two characters";
const [ADA, GRACE, EVERYBODY] = [1, 2, 0];
const [LOBBY, GARDEN] = [1, 2];

const migrations = readMigrations(MIGRATIONS);
const before = migrations.findIndex(({ name }) => name.endsWith("-rooms.sql"));

type Said = { id: number; room: number; author: number; body: string; reply: number | null; deleted: boolean };

/** Every twelfth message in turn mentions somebody or everybody, answers, shows a name in code, or was deleted. */
function sayings(): Said[] {
  const said: Said[] = [];
  for (let id = 1; id <= COUNT; id++) {
    const [room, author] = [id % 24 < 12 ? LOBBY : GARDEN, id % 5 === 0 ? GRACE : ADA];
    const body = [
      "plain",
      "@Grace, look",
      "@here, all of you",
      "an answer",
      "`@Grace` is a name",
      "",
      "@Ada and @Grace",
    ];
    const deleted = id % 12 === 5;
    const reply = id % 12 === 3 ? (said.findLast((other) => other.room === room)?.id ?? null) : null;
    said.push({ id, room, author, body: body[id % 12] ?? `message ${id}`, reply, deleted });
  }
  return said;
}

/** Whom they are for, as `{person} {message}`; nobody is told of what they wrote themselves. */
function callsIn(said: Said[]): string[] {
  const byId = new Map(said.map((one) => [one.id, one]));
  return said.flatMap(({ id, author, body, reply }) => {
    const named = body.startsWith("`")
      ? []
      : [body.includes("@Ada") ? ADA : [], body.includes("@Grace") ? GRACE : []].flat();
    const called = [...named, byId.get(reply ?? 0)?.author ?? author, body.includes("@here") ? EVERYBODY : author];
    return [...new Set(called)].filter((person) => person !== author).map((person) => `${person} ${id}`);
  });
}

function makeDatabase(folder: string, said: Said[]): void {
  using db = new Database(join(folder, "parlor.sqlite"), { create: true, readwrite: true, strict: true });
  db.run("PRAGMA journal_mode = WAL");
  migrate(db, migrations.slice(0, before));
  const person = db.query(
    "INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?, ?, '', 0)",
  );
  for (const name of ["Ada", "Grace"]) person.run(name, name.toLowerCase());
  db.query("INSERT INTO rooms (slug, name) VALUES ('garden', 'Garden')").run();
  const insert = db.query(
    `INSERT INTO messages (id, key, room_id, author_id, body, rev, continues, created_at, reply_to, deleted_at, deleted_by)
     VALUES (?1, ?2, ?3, ?4, ?5, ?1, 0, ?1, ?6, ?7, ?8)`,
  );
  db.transaction(() => {
    for (const { id, room, author, body, reply, deleted } of said) {
      insert.run(id, randomUUID(), room, author, body, reply, deleted ? id : null, deleted ? author : null);
    }
    db.run("INSERT INTO reactions (message_id, user_id, emoji) SELECT id, 2, '👍' FROM messages WHERE id % 12 = 7");
    db.run(`UPDATE messages SET reactions = '[["👍",1]]' WHERE id % 12 = 7`);
  })();
}

function contents(folder: string) {
  using db = openFile(folder);
  const rows = (sql: string) => db.query(sql).all();
  return [
    rows("SELECT id, slug, name FROM rooms ORDER BY id"),
    rows("SELECT id, username FROM users ORDER BY id"),
    rows(`SELECT id, key, room_id, author_id, body, rev, continues, created_at, edited_at, deleted_at, deleted_by, reply_to,
      reactions FROM messages ORDER BY id`),
    rows("SELECT * FROM reactions ORDER BY id"),
    rows("SELECT epoch, rev FROM log"),
  ];
}

fault(`killed ${KILLS} times while it upgrades a place of before rooms, it loses nothing of it`, async (random) => {
  using folder = temporaryFolder();
  const old = join(folder.path, "old");
  await Bun.write(join(old, ".keep"), "");
  const said = sayings();
  makeDatabase(old, said);
  const had = contents(old);

  const path = join(folder.path, "db");
  cpSync(old, path, { recursive: true });
  const environment = { DATA_DIR: path, PORT: "0", JWT_SECRET: SECRET };
  for (let kill = 0; kill < KILLS; kill++) {
    if (random.chance(0.5)) {
      rmSync(path, { recursive: true });
      cpSync(old, path, { recursive: true });
    }
    const { child } = spawnServer(environment);
    await Bun.sleep(random.between(40, 400));
    child.kill("SIGKILL");
    await child.exited;
    expect(contents(path)).toEqual(had);
  }

  await using server = await startServer(environment);
  expect(contents(path)).toEqual(had);
  expect(readdirSync(path).filter((name) => name.startsWith("backup-before-")).length).toBeGreaterThan(0);
  using db = openFile(path);
  expect(db.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  const calls = db.query<{ call: string }, []>("SELECT user_id || ' ' || message_id AS call FROM for_me").all();
  expect(calls.map(({ call }) => call).sort()).toEqual(callsIn(said).sort());

  const [ada, grace] = await betweenRuns(server, () => {
    using db = openToChange(path);
    return [ADA, GRACE].map((id) => personOf(server.url, "", enter(server.url, db, SECRET, id)));
  });
  if (!ada || !grace) throw new Error("there is nobody");
  const get = async (path: string) => (await grace.ask(path)).text();
  expect(await get("/rooms/lobby/sidebar")).not.toMatch(/class="[^"]*unread|class="count"/); // all of it is read
  const list = (await get("/mentions")).match(/\/rooms\/(?:lobby|garden)\/messages\/\d+/g) ?? [];
  const forGrace = callsIn(said)
    .filter((call) => !call.startsWith(`${ADA} `))
    .map((call) => Number(call.split(" ")[1]));
  const byGrace = new Set(said.filter(({ author }) => author === GRACE).map(({ id }) => id));
  const newest = forGrace.filter((id) => !byGrace.has(id)).sort((one, other) => other - one)[0];
  expect(list[0]).toEndWith(`/${newest}`);
  await ada.say("@Grace, and on it goes");
  expect(await get("/rooms/garden/sidebar")).toMatch(/<li data-room="1"[^>]*class="unread"[^]*?<span class="count">1</);
  expect(rowsIn(await get("/rooms/lobby")).at(-1)?.id).toBe(COUNT + 1);
  expect(textOf(await get("/rooms/garden"), "#room-name")).toBe("Garden");
  return { faults: KILLS, sent: COUNT, checked: COUNT };
});
