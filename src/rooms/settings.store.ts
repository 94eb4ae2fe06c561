/** What a place lets its people do with rooms, in SQL. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { type Actor, requireAdministrator } from "../auth/lifecycle.ts";
import { cachedUntilCommit } from "../database/read-cache.ts";
import { defineWrite } from "../database/writes.ts";

export type RoomSettings = {
  /** Who may make rooms. */
  makers: "everyone" | "administrators";
  /** Whether people may talk directly. */
  direct: boolean;
};

const settingsOf = cachedUntilCommit((db, _: undefined): RoomSettings => {
  const rows = db.query<{ name: string; value: string }, []>(
    "SELECT name, value FROM settings WHERE name IN ('room_makers', 'direct_rooms')",
  );
  const values = new Map(rows.all().map(({ name, value }) => [name, value]));
  return {
    makers: values.get("room_makers") === "administrators" ? "administrators" : "everyone",
    direct: values.get("direct_rooms") !== "off",
  };
});

/** What was chosen. */
export const readRoomSettings = (db: Database): RoomSettings => settingsOf(db, undefined);

export type ChangeRoomSettings = RoomSettings & { at: number; by: Actor };

export const changeRoomSettings = defineWrite(
  "rooms.change-settings",
  1,
  (db, { makers, direct, at, by }: ChangeRoomSettings): void => {
    requireAdministrator(db, by);
    const before = readRoomSettings(db);
    const store = db.query(`INSERT INTO settings (name, value) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
    store.run("room_makers", makers);
    store.run("direct_rooms", direct ? "on" : "off");
    if (before.makers !== makers) audit(db, { at, by, action: "room makers", detail: makers });
    if (before.direct !== direct) audit(db, { at, by, action: "direct rooms", detail: direct ? "on" : "off" });
  },
);
