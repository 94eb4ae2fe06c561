/** For how long the place and its rooms keep what was said, in SQL. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { type Actor, requireAdministrator } from "../auth/lifecycle.ts";
import { cachedUntilCommit } from "../database/read-cache.ts";
import { readSetting, writeSetting } from "../database/settings.ts";
import { defineEvent, defineWrite } from "../database/writes.ts";
import { defineRoomChange } from "./change.store.ts";
import { changeRetention, daysAt, type DaysKept, keptAt, type Retention, type RoomRetention } from "./retention.ts";

/** Something about what is kept is different, of a room or of the whole place, or waits for another time. */
export const retentionChanged = defineEvent<{ room: number | null }>("retention changed");

/** What a place decides on: all that was said, or only the files. */
export type RetentionScope = "messages" | "files";

const PREFIX = { messages: "retention", files: "file_retention" } as const;

/** A number among the settings of the place. */
export function readNumber(db: Database, name: string): number | null {
  const value = readSetting(db, name);
  return value === undefined ? null : Number(value);
}

export const writeNumber = (db: Database, name: string, value: number | null): void =>
  writeSetting(db, name, value === null ? null : String(value));

/** What the place has chosen; nothing is cached, so it may be asked inside writes. */
export const readPlaceRetention = (db: Database, kept: RetentionScope = "messages"): Retention => ({
  days: readNumber(db, `${PREFIX[kept]}_days`),
  was: readNumber(db, `${PREFIX[kept]}_was`),
  from: readNumber(db, `${PREFIX[kept]}_from`) ?? 0,
});

export function writePlaceRetention(db: Database, kept: RetentionScope, { days, was, from }: Retention): void {
  writeNumber(db, `${PREFIX[kept]}_days`, days);
  writeNumber(db, `${PREFIX[kept]}_was`, was);
  writeNumber(db, `${PREFIX[kept]}_from`, from === 0 ? null : from);
}

type RoomRow = Retention & { emptyAt: number | null; goneId: number };

const NOTHING_CHOSEN: RoomRow = { days: null, was: null, from: 0, emptyAt: null, goneId: 0 };

function readRoom(db: Database, room: number): RoomRow {
  const sql = `SELECT retention_days AS days, retention_was AS was, retention_from AS "from", empty_at AS emptyAt,
    gone_id AS goneId FROM rooms WHERE id = ?`;
  return db.query<RoomRow, [number]>(sql).get(room) ?? NOTHING_CHOSEN;
}

/** How many days a room keeps what was said, and files, at a time. Nothing is cached. */
export const daysKept = (db: Database, room: number, at: number): DaysKept =>
  keptAt({ own: readRoom(db, room), place: readPlaceRetention(db), files: readPlaceRetention(db, "files") }, at);

export type ChangePlaceRetention = { kept: RetentionScope; days: number | null; at: number; by: Actor };

/** Changes for how long the place keeps everything, or files. True when that is another time than before. */
export const changePlaceRetention = defineWrite(
  "place.change-retention",
  1,
  (db, { kept, days, at, by }: ChangePlaceRetention, record): boolean => {
    requireAdministrator(db, by);
    const before = readPlaceRetention(db, kept);
    const after = changeRetention(before, { days, at, resolve: (days) => days ?? Infinity });
    if (after === before) return false;
    writePlaceRetention(db, kept, after);
    const action = kept === "files" ? "file retention" : "retention";
    audit(db, { at, by, action, detail: String(days ?? "") }, record);
    record(retentionChanged, { room: null });
    return true;
  },
);

export type ChangeRoomRetention = { room: number; days: number | null; at: number; by: number };

/** Changes for how long a room keeps what was said. */
export const changeRoomRetention = defineRoomChange(
  "room.change-retention",
  1,
  (db, { room, days, at }: ChangeRoomRetention, record) => {
    const place = daysAt(readPlaceRetention(db), at) ?? Infinity;
    const before = readRoom(db, room);
    const after = changeRetention(before, { days, at, resolve: (days) => days ?? place });
    if (after === before) return "changed";
    storeRoom(db, room, after);
    record(retentionChanged, { room });
    return "changed";
  },
);

function storeRoom(db: Database, room: number, { days, was, from }: Retention): void {
  const sql = "UPDATE rooms SET retention_days = ?, retention_was = ?, retention_from = ? WHERE id = ?";
  db.query(sql).run(days, was, from, room);
}

/** What is kept in a room, for the pages that say so. */
export const readRoomRetention = cachedUntilCommit((db, room: number): RoomRetention => {
  const { emptyAt: own, days, was, from } = readRoom(db, room);
  const all = readNumber(db, "empty_at");
  const placeEmpties = all !== null && (own === null || all <= own);
  return {
    own: { days, was, from },
    place: readPlaceRetention(db),
    files: readPlaceRetention(db, "files"),
    emptyAt: placeEmpties ? all : own,
    placeEmpties,
  };
});

/** When everything in all rooms goes, if it is to. */
export const readEmptyAt = (db: Database): number | null => readNumber(db, "empty_at");

/** Up to which message all of a room is gone; 0 where nothing is. */
export const goneUpTo = (db: Database, room: number): number => readRoom(db, room).goneId;

/** A room, and up to which message all of it is gone. */
export type Gone = { room: number; id: number };

/** Where more is gone since a rev. */
export const goneSince = (db: Database, rev: number): Gone[] =>
  db.query<Gone, [number]>("SELECT id AS room, gone_id AS id FROM rooms WHERE gone_rev > +? AND gone_rev > 0").all(rev);
