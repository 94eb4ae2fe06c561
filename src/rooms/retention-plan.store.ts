/** What is planned for a time: that everything in a room, or in all of them, goes; and days that hold from then on. In SQL. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { requireAdministrator } from "../auth/lifecycle.ts";
import { numbersFrom } from "../database/values.ts";
import { defineWrite } from "../database/writes.ts";
import { requireKeeper, type RoomOutcome } from "./change.store.ts";
import {
  readNumber,
  readPlaceRetention,
  retentionChanged,
  writeNumber,
  writePlaceRetention,
} from "./retention.store.ts";

/** A room, or the whole place, and the time at which everything in it goes; without one, it does not. */
export type PlanEmptying = { room: number | null; emptyAt: number | null; at: number; by: number };

/** Plans that everything goes that was said until a time, or takes that back. */
export const planEmptying = defineWrite(
  "retention.plan-emptying",
  1,
  (db, { room, emptyAt, at, by }: PlanEmptying, record): RoomOutcome => {
    if (room === null) {
      requireAdministrator(db, by);
      writeNumber(db, "empty_at", emptyAt);
      audit(db, { at, by, action: "emptying", detail: emptyAt === null ? "" : String(emptyAt) }, record);
    } else {
      const entry = requireKeeper(db, room, by);
      if (typeof entry === "string") return entry;
      db.query("UPDATE rooms SET empty_at = ? WHERE id = ?").run(emptyAt, room);
    }
    record(retentionChanged, { room });
    return "changed";
  },
);

/** Carries out what has waited for a time that has come: days that hold now, and what is to be emptied. */
export const settleRetention = defineWrite("retention.settle", 1, (db, { at }: { at: number }, record): void => {
  for (const kept of ["messages", "files"] as const) {
    const { days, from } = readPlaceRetention(db, kept);
    if (from === 0 || from > at) continue;
    writePlaceRetention(db, kept, { days, was: null, from: 0 });
    record(retentionChanged, { room: null });
  }
  const emptyAt = readNumber(db, "empty_at");
  if (emptyAt !== null && emptyAt <= at) {
    writeNumber(db, "empty_at", null);
    db.query(EMPTY_ALL).run(emptyAt);
    record(retentionChanged, { room: null });
  }
  const due = "SELECT id FROM rooms WHERE retention_from BETWEEN 1 AND ?1 OR empty_at <= ?1 ORDER BY id";
  for (const room of numbersFrom(db, due, at)) {
    db.query(SETTLE_ROOM).run(at, room);
    record(retentionChanged, { room });
  }
});

/** The last message of a room that was said before a time. */
const lastBefore = (time: string) =>
  `coalesce((SELECT id FROM messages WHERE room_id = rooms.id AND created_at < ${time} ORDER BY id DESC LIMIT 1), 0)`;

const EMPTY_ALL = `UPDATE rooms SET empty_to = max(empty_to, ${lastBefore("?1")})`;
const SETTLE_ROOM = `UPDATE rooms SET
  retention_was = iif(retention_from > ?1, retention_was, NULL), retention_from = iif(retention_from > ?1, retention_from, 0),
  empty_to = iif(empty_at <= ?1, max(empty_to, ${lastBefore("empty_at")}), empty_to),
  empty_at = iif(empty_at <= ?1, NULL, empty_at) WHERE id = ?2`;

/** The next time at which something that waits has to be carried out, in ms since 1970; nothing when nothing waits. */
export function nextMoment(db: Database): number | undefined {
  const sql = `SELECT min(moment) AS moment FROM (
    SELECT CAST(value AS INTEGER) AS moment FROM settings
      WHERE name IN ('retention_from', 'file_retention_from', 'empty_at')
    UNION ALL SELECT retention_from FROM rooms WHERE retention_from > 0
    UNION ALL SELECT empty_at FROM rooms WHERE empty_at IS NOT NULL)`;
  return db.query<{ moment: number | null }, []>(sql).get()?.moment ?? undefined;
}
