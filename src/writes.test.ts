/** Every write is deterministic, and its input and result survive JSON: they may wait on a disk, or come from elsewhere. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, NOON, openMemory, say } from "../test/support/memory.ts";
import { definedWrites, type Write } from "./database/writes.ts";
import { findEntryById, listPeople, listRooms } from "./rooms/store.ts";
import "./app.ts"; // these know every feature, and so every write
import "./context.ts";

const KEY = "0f9d3c1e-5b7a-4c62-9a41-1d2e3f405162";
const SESSION = { id: "session", at: NOON, expiresAt: NOON + 60_000, address: "127.0.0.1", device: "Firefox" };

/** An input for each write. Ada is administrator and has said one thing, Bob is nobody special, and Carol is suspended. */
const EXAMPLES: Record<string, object | null> = {
  "message.post@4": {
    key: KEY,
    room: 1,
    author: 1,
    body: "Good evening",
    at: NOON,
    reply: undefined,
    files: ["whole"],
  },
  "message.fill-for-me@1": null,
  "message.edit@3": { id: 1, by: 1, body: "Good morning", at: NOON },
  "message.delete@4": { id: 1, by: 1, at: NOON },
  "reaction.add@2": { message: 1, user: 2, emoji: "👍", most: 20 },
  "reaction.remove@2": { message: 1, user: 1, emoji: "🎉" },
  "user.register@2": {
    account: { name: "Grace", folded: "grace", skeletons: ["shown Grace"], passwordHash: "x", at: NOON },
    session: { ...SESSION, id: "another" },
    admission: { invite: undefined },
  },
  "user.fill-skeletons@1": null,
  "user.profile@1": { id: 1, hue: 5, about: "Reads by lamplight" },
  "user.set-admin@2": { userId: 2, admin: true, at: NOON, by: 1 },
  "user.claim-administration@2": { userId: 2, at: NOON },
  "user.suspend@2": { userId: 2, at: NOON, by: 1 },
  "user.readmit@2": { userId: 3, at: NOON, by: 1 },
  "user.note-seen@1": { seen: [[2, NOON + 1]] },
  "user.remove@4": { userId: 2, at: NOON, by: 1 },
  "search.index@1": { characters: 1_000 },
  "session.begin@1": { ...SESSION, id: "new", userId: 2, passwordHash: undefined },
  "session.renew@1": { id: "session", expiresAt: NOON + 90_000 },
  "session.mark-seen@1": { id: "session", at: NOON + 1, address: "127.0.0.1", device: "Firefox" },
  "session.log-out@2": { userId: 1, by: 1, at: NOON, only: undefined, keep: "session" },
  "session.end@1": { userId: 1, only: undefined, keep: "session" },
  "password.make-link@3": { userId: 1, codeHash: "x", at: NOON, expiresAt: NOON, by: "operator" },
  "password.change@2": { userId: 1, passwordHash: "y", keep: "session", link: undefined },
  "registration.set-mode@2": { mode: "closed", at: NOON, by: 1 },
  "invite.create@2": { code: "come", at: NOON, uses: 2, expiresAt: null, by: 1 },
  "invite.revoke@2": { id: 1, at: NOON, by: 1 },
  "place.change@1": { name: "The Snug", sentence: "Come in.", accent: "moss", at: NOON, by: 1 },
  "place.set-files@1": {
    ...{ use: "logo", at: NOON, by: 1 },
    files: [{ name: "logo", content: { hash: "g", bytes: 1 }, type: "image/webp", width: 1, height: 1, tone: null }],
  },
  "room.create@1": {
    ...{ name: "Garden", folded: "garden", topic: "", kind: "closed", slug: "garden", token: "x1" },
    ...{ by: 2, people: [1], at: NOON },
  },
  "room.fold-names@1": null,
  "room.change@1": { room: 2, by: 1, name: "Cellar 2", folded: "cellar 2", kind: "open", slow: 30 },
  "room.archive@1": { room: 2, by: 1, archived: true, at: NOON },
  "room.delete@1": { room: 2, by: 1, folded: "cellar", at: NOON },
  "room.empty@2": { room: 3, after: 0, messages: 100, characters: 1_000 },
  "room.add-person@1": { room: 2, user: 2, by: 1 },
  "room.remove-person@1": { room: 2, user: 1, by: 1, at: NOON },
  "room.mute-person@1": { room: 1, user: 2, by: 1, muted: true, at: NOON },
  "user.set-picture@1": { user: 2, small: { hash: "s", bytes: 1 }, large: { hash: "l", bytes: 2 }, at: NOON },
  "user.remove-picture@1": { userId: 1, by: 1, at: NOON },
  "account.remove@2": { userId: 1, at: NOON, by: "operator" },
  "room.set-keeper@2": { room: 1, user: 2, by: 1, keeper: true },
  "room.open-direct@1": { people: [1, 2], slug: "d1", by: 2, at: NOON },
  "room.set-level@1": { room: 1, user: 2, level: "nothing", until: NOON, muteHere: true },
  "room.note-read@1": { positions: [[2, 1, 1]] },
  "room.mark-unread@1": { room: 1, user: 2, id: 1 },
  "room.change-retention@1": { room: 1, days: 7, at: NOON, by: 1 },
  "place.change-retention@1": { kept: "files", days: 7, at: NOON, by: 1 },
  "retention.plan-emptying@1": { room: 1, emptyAt: NOON + 1, at: NOON, by: 1 },
  "retention.settle@1": { at: NOON },
  "message.remove-old@2": { room: 3, at: NOON, messages: 100, characters: 1_000 },
  "message.forget-keys@1": { at: NOON, most: 100 },
  "file.remove-old@1": { room: 3, at: NOON + 9 * 86_400_000, messages: 20 },
  "rooms.change-settings@1": { makers: "administrators", direct: false, at: NOON, by: 1 },
  "upload.begin@1": {
    ...{ id: "begun", room: 1, user: 2, name: "view.png", length: 10, keepSize: true, at: NOON },
    ...{ mostInDay: 100, most: 1_000, mostAtOnce: 10 },
  },
  "upload.shorten@1": { id: "part", length: 1 },
  "upload.forget@1": { id: "part" },
  "upload.finish@1": {
    ...{ id: "part", content: { hash: "c", bytes: 10 }, small: { hash: "s", bytes: 1 }, large: null, at: NOON },
    ...{ type: "image/png", width: 1, height: 1, animated: false, placeholder: "data:", tellsMore: false },
  },
  "file.describe@1": { id: "part", user: 1, description: "A heron" },
  "file.discard@1": { id: "whole", user: 1 },
  "file.discard-old@2": { before: NOON + 1, most: 10 },
  "file.discard-unsent@2": { user: 1, most: 10 },
  "contents.forget-unnamed@1": { hashes: ["unnamed"] },
  "backup.note-download@1": { bytes: 4_096, at: NOON, by: 1 },
};

const writes = [...definedWrites()].filter(([id]) => !id.startsWith("test."));

function open(): Database {
  const db = openMemory();
  db.run("UPDATE log SET epoch = 'same'");
  const [ada] = ["Ada", "Bob", "Carol"].map((name) => addPerson(db, name));
  db.run("UPDATE users SET admin = id = 1, suspended_at = iif(id = 3, 1, NULL)");
  db.run("DELETE FROM lookalikes WHERE user_id = 3");
  db.run("UPDATE rooms SET name_folded = 'as it was folded before' WHERE slug = 'lobby'");
  db.run("UPDATE for_me_state SET filled = 0");
  say(db, { author: ada!, key: "one" });
  addRoom(db, "cellar", "closed", [1]);
  const attic = addRoom(db, "attic");
  say(db, { author: 1, room: attic.id, key: "two" });
  db.query("UPDATE rooms SET deleted_at = 1 WHERE id = ?").run(attic.id);
  db.query("UPDATE rooms SET empty_to = 100 WHERE id = ?").run(attic.id);
  db.run("UPDATE rooms SET retention_days = 7, retention_from = 5 WHERE slug = 'cellar'");
  run(db, "reaction.add@2", { message: 1, user: 1, emoji: "🎉", most: 20 });
  for (const id of ["part", "whole", "sent"])
    run(db, "upload.begin@1", { ...(EXAMPLES["upload.begin@1"] as object), id, user: 1 });
  run(db, "upload.finish@1", { ...(EXAMPLES["upload.finish@1"] as object), id: "whole" });
  db.run("UPDATE files SET message_id = 2, room_id = 3 WHERE id = 'sent'");
  db.run("INSERT INTO settings (name, value) VALUES ('file_retention_days', '8')");
  run(db, "user.set-picture@1", { ...(EXAMPLES["user.set-picture@1"] as object), user: 1 });
  db.run("INSERT INTO contents VALUES ('unnamed', 5, 1)");
  db.run("INSERT INTO removed_keys (key, removed_at) VALUES (x'00', 1)");
  run(db, "session.begin@1", { ...SESSION, userId: 1 });
  run(db, "session.begin@1", { ...SESSION, id: "old", userId: 1 });
  run(db, "invite.create@2", { code: "known", at: NOON, uses: 2, expiresAt: null, by: 1 });
  return db;
}

function run(db: Database, id: string, input: object) {
  const write = definedWrites().get(id) as Write<object, unknown>;
  const events: unknown[] = [];
  const result = write(db, input, (kind, details) => events.push([kind.name, details]));
  return { result, events };
}

test("every write has an example, and every example a write", () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(writes.map(([id]) => id).sort());
});

/** Everything that a database holds, or only some tables of it, as text. */
function contentOf(db: Database, only?: string[]): string {
  const sql =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> 'search' ORDER BY name";
  const tables = only?.map((name) => ({ name })) ?? db.query<{ name: string }, []>(sql).all();
  return JSON.stringify(tables.map(({ name }) => [name, db.query(`SELECT * FROM "${name}"`).all()]));
}

test.each(writes.map(([id]) => id))("%s does the same with an input that went through JSON", (id) => {
  const [one, other] = [open(), open()];
  const input = EXAMPLES[id]!;
  if (id === "user.claim-administration@2") for (const db of [one, other]) db.run("UPDATE users SET admin = 0");
  const before = contentOf(one);
  const done = run(one, id, input);
  expect(run(other, id, JSON.parse(JSON.stringify(input)))).toEqual(done);
  expect(contentOf(other)).toBe(contentOf(one));
  expect(contentOf(one)).not.toBe(before);
  expect(JSON.parse(JSON.stringify(done))).toEqual(done);
});

test.each(writes.filter(([, { keepsReads }]) => keepsReads).map(([id]) => id))(
  "%s keeps what was read of rooms and people",
  (id) => {
    const db = open();
    const before = readOf(db);
    run(db, id, EXAMPLES[id]!);
    expect(readOf(db)).toEqual(before);
  },
);

/** What is read of rooms and people but for how far they have read, which is kept at hand where it changes. */
function readOf(db: Database) {
  const rooms = listRooms(db).map(({ id }) => id);
  const users = db.query<{ id: number }, []>("SELECT id FROM users").all();
  const entries = users.flatMap((user) => rooms.map((room) => findEntryById(db, room, user.id)));
  return {
    tables: contentOf(db, ["users", "rooms", "settings"]),
    entries: entries.map((entry) => entry && { ...entry, standing: { ...entry.standing, readId: 0 } }),
    people: rooms.map((room) => listPeople(db, room)),
  };
}
