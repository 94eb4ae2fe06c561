/** Files may be kept for less long than the messages that carry them: those stay, and say so. */
import { expect, test } from "bun:test";

import { addPerson, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { contentsUnused } from "../files/contents/contents.store.ts";
import { beginUpload, finishUpload } from "../files/uploads.store.ts";
import { changePlaceRetention, changeRoomRetention } from "../rooms/retention.store.ts";
import { DAY } from "../rooms/retention.ts";
import { hasOldFiles, removeOldFiles } from "./file-retention.store.ts";
import { countAll, countGoing } from "./retention-count.ts";
import { removeOld } from "./retention.store.ts";
import { openRowCache } from "./row.tsx";
import { findMessageIn, postMessage } from "./store.ts";

function open() {
  const db = openMemory();
  const ada = addPerson(db, "Ada");
  db.run("UPDATE users SET admin = 1");
  const content = (hash: string, bytes: number) => ({ hash, bytes });
  /** Sends a message with one file of a thousand bytes, so many days before noon. */
  function share(name: string, days: number, body = "") {
    const at = NOON - days * DAY;
    const file = { id: name, room: LOBBY.id, user: ada, name, length: 1_000, keepSize: false, at };
    beginUpload(db, { ...file, mostInDay: 1e9, most: 0, mostAtOnce: 100 });
    finishUpload(db, {
      ...{ id: name, content: content(name, 1_000), type: "text/plain", width: null, height: null, animated: false },
      ...{ placeholder: null, small: content(`${name} small`, 10), large: null, tellsMore: false, at },
    });
    const posted = postMessage(db, { key: crypto.randomUUID(), room: 1, author: ada, body, at, files: [name] });
    if (typeof posted === "string" || !("message" in posted)) throw new Error(JSON.stringify(posted));
    return posted.message;
  }
  const kept = (kept: "messages" | "files", days: number) =>
    changePlaceRetention(db, { kept, days, at: NOON - 9 * DAY, by: ada });
  const names = () => db.query<{ name: string }, []>("SELECT name FROM files").all().map(({ name }) => name); // prettier-ignore
  const find = (id: number) => findMessageIn(db, LOBBY.id, id);
  return { db, ada, share, kept, names, find };
}

const rows = openRowCache(100_000, () => "lobby");

test("old files go with their thumbnails, and their messages stay", () => {
  const { db, share, kept, names, find } = open();
  const old = share("old.txt", 8, "Look");
  share("young.txt", 2);
  kept("files", 7);
  const unused: string[] = [];
  const input = { room: LOBBY.id, at: NOON, messages: 20 };
  expect(hasOldFiles(db, input)).toBe(true);
  removeOldFiles(db, input, (kind, details) => {
    if (kind.name === contentsUnused.name) unused.push(...(details as { hashes: string[] }).hashes);
  });
  expect([names(), unused.sort(), hasOldFiles(db, input)]).toEqual([
    ["young.txt"],
    ["old.txt", "old.txt small"],
    false,
  ]);
  const message = find(old.id)!;
  expect(message.rev).toBeGreaterThan(old.rev);
  expect(rows([message])).toContain("Look");
  expect(rows([message])).toContain("What was attached is not kept any more.");
  expect(rows([message])).not.toContain("old.txt");
});

test("an answer to a message no longer names a file that is gone", () => {
  const { db, ada, share, kept, find } = open();
  const old = share("old.txt", 8);
  postMessage(db, { key: "answer", room: 1, author: ada, body: "Nice", at: NOON, reply: old.id });
  expect(rows([find(old.id + 1)!])).toContain("old.txt");
  kept("files", 7);
  removeOldFiles(db, { room: LOBBY.id, at: NOON, messages: 20 });
  expect(rows([find(old.id + 1)!])).not.toContain("old.txt");
});

test("a message that goes takes its files with it, and a room that keeps less keeps less of files, too", () => {
  const { db, ada, share, kept, names } = open();
  share("old.txt", 8);
  kept("files", 30);
  changeRoomRetention(db, { room: LOBBY.id, days: 7, at: NOON - 2 * DAY, by: ada });
  removeOld(db, { room: LOBBY.id, at: NOON, messages: 200, characters: 1_000 });
  expect(names()).toEqual([]);
});

test("what will go is counted: messages, and bytes of files, of messages that stay as well", async () => {
  const { db, ada, share } = open();
  share("old.txt", 40);
  share("older.txt", 8);
  say(db, { author: ada });
  const change = { at: NOON, by: ada };
  changePlaceRetention(db, { kept: "messages", days: 30, ...change });
  changePlaceRetention(db, { kept: "files", days: 7, ...change });
  expect(await countGoing(db, { room: null }, NOON)).toEqual({ messages: 0, bytes: 0 });
  expect(await countGoing(db, { room: null }, NOON + DAY)).toEqual({ messages: 1, bytes: 2_000 });
  expect(await countGoing(db, { room: LOBBY.id }, NOON + DAY)).toEqual({ messages: 1, bytes: 2_000 });
  expect(await countAll(db, { room: null })).toEqual({ messages: 3, bytes: 2_000 });
});

test("a count of very many goes on where a part ends", async () => {
  const { db, ada } = open();
  db.run(`WITH RECURSIVE n(value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM n WHERE value < 45001)
    INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at)
    SELECT 'k' || value, 1, ${ada}, 'x', value, 0, value FROM n`);
  expect((await countAll(db, { room: null })).messages).toBe(45_001);
});
