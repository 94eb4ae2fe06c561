/** The process ends while messages are removed: what is gone is gone whole, what stays is whole, and the rest goes later. */
import type { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { randomUUID } from "node:crypto";

import { openFile, openToChange } from "../support/database.ts";
import { register } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";
import { fault, rounds } from "./fault.ts";
import type { Random } from "./random.ts";

const KILLS = rounds(4, 150);
const MESSAGES = rounds(600, 20_000);
/** Messages that stay, the latest ones. */
const KEPT = 20;

fault(`killed ${KILLS} times while messages are removed, the server leaves nothing half`, async (random) => {
  await using server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000" });
  const ada = await register(server.url, "Ada");
  await betweenRuns(server, (folder) => fill(folder, random.fork("messages")));
  using db = openFile(server.folder);
  const reader = await openReader(server.url, ada);
  const nemesis = random.fork("nemesis");
  let kills = 0;
  let said = 0;
  while (kills < KILLS && left(db) > 0) {
    await Bun.sleep(nemesis.between(0, 400));
    await server.stop("SIGKILL");
    kills++;
    check(server.folder);
    await server.restart();
    await ada.say(`after ${++said}`);
    if (nemesis.chance(0.5)) await reader.reconnect();
  }
  await waitFor(() => left(db) === 0, "all to be gone", 600_000);
  check(server.folder);
  await reader.reconnect();
  const stored = () => db.query<{ body: string }, []>("SELECT body FROM messages ORDER BY id").all().map((one) => one.body); // prettier-ignore
  await reader.until(() => reader.texts().join() === stored().slice(-reader.rows().length).join(), "the page to agree");
  await reader.until(() => reader.rows().length >= Math.min(50, KEPT + said), "all that is left to be in it");
  expect(stored()).toHaveLength(KEPT + said);
  reader.close();
  return { faults: kills, sent: MESSAGES + said, checked: MESSAGES + said };
});

/** Messages that answer and mention others, with reactions, most of them to go. */
function fill(folder: string, random: Random): void {
  using db = openToChange(folder);
  db.run("PRAGMA foreign_keys = ON");
  const insert = db.query<{ id: number }, [string, string, number | null]>(
    `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at, reply_to)
     VALUES (?, 1, 1, ?, (SELECT rev + 1 FROM log), 1, 1, ?) RETURNING id`,
  );
  db.transaction(() => {
    for (let index = 0; index < MESSAGES + KEPT; index++) {
      const answered = index > 0 && random.chance(0.3) ? random.between(1, index) : null;
      const { id } = insert.get(randomUUID(), `message ${index} ${"said ".repeat(random.between(1, 9))}`, answered)!;
      if (random.chance(0.3))
        db.query("INSERT INTO reactions (message_id, user_id, emoji) VALUES (?, 1, '🎉')").run(id);
      if (random.chance(0.3)) db.query("INSERT INTO for_me (user_id, message_id, room_id) VALUES (0, ?, 1)").run(id);
    }
    db.query("UPDATE rooms SET empty_to = ? WHERE id = 1").run(MESSAGES);
  }).immediate();
}

/** Messages that are to go and are there. */
const left = (db: Database): number =>
  db.query<{ count: number }, []>("SELECT count(*) AS count FROM messages JOIN rooms ON rooms.id = room_id WHERE messages.id <= empty_to").get()?.count ?? 0; // prettier-ignore

/** Between two runs of the server, whatever moment it ended in; anew each time, as FTS5 checks what a connection remembers. */
function check(folder: string): void {
  using db = openFile(folder);
  const one = <Value>(sql: string): Value => Object.values(db.query<Record<string, Value>, []>(sql).get()!)[0]!;
  expect(one<string>("PRAGMA integrity_check")).toBe("ok");
  expect(db.query("PRAGMA foreign_key_check").all()).toEqual([]);
  const gone = one<number>("SELECT gone_id FROM rooms WHERE id = 1");
  expect(one<number>(`SELECT count(*) FROM messages WHERE id <= ${gone}`)).toBe(0);
  expect(one<number>(`SELECT count(*) FROM messages WHERE id <= ${MESSAGES + KEPT}`)).toBe(MESSAGES + KEPT - gone);
  expect(one<number>("SELECT count(*) FROM reactions WHERE message_id NOT IN (SELECT id FROM messages)")).toBe(0);
  expect(one<number>("SELECT count(*) FROM for_me WHERE message_id NOT IN (SELECT id FROM messages)")).toBe(0);
  expect(one<number>("SELECT count(*) FROM search WHERE search MATCH 'sai' AND rowid NOT IN (SELECT id FROM messages)")).toBe(0); // prettier-ignore
  expect(one<number>("SELECT rev >= (SELECT max(gone_rev) FROM rooms) FROM log")).toBe(1);
}
