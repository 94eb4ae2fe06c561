/** What a place lets its people do with rooms, in SQL. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { type Actor, requireAdministrator } from "../auth/lifecycle.ts";
import { cachedUntilCommit } from "../database/read-cache.ts";
import { readSetting, writeSetting } from "../database/settings.ts";
import { defineWrite } from "../database/writes.ts";

export type RoomSettings = {
  /** Who may make rooms. */
  makers: "everyone" | "administrators";
  /** Whether people may talk directly. */
  direct: boolean;
};

const settingsOf = cachedUntilCommit((db, _: undefined): RoomSettings => ({
  makers: readSetting(db, "room_makers") === "administrators" ? "administrators" : "everyone",
  direct: readSetting(db, "direct_rooms") !== "off",
}));

/** What was chosen. */
export const readRoomSettings = (db: Database): RoomSettings => settingsOf(db, undefined);

export type ChangeRoomSettings = RoomSettings & { at: number; by: Actor };

export const changeRoomSettings = defineWrite(
  "rooms.change-settings",
  1,
  (db, { makers, direct, at, by }: ChangeRoomSettings, record): void => {
    requireAdministrator(db, by);
    const before = readRoomSettings(db);
    writeSetting(db, "room_makers", makers);
    writeSetting(db, "direct_rooms", direct ? "on" : "off");
    if (before.makers !== makers) audit(db, { at, by, action: "room makers", detail: makers }, record);
    if (before.direct !== direct) audit(db, { at, by, action: "direct rooms", detail: direct ? "on" : "off" }, record);
  },
);
