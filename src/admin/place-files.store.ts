/** The logo of the place, and what is behind its landing page, in SQL. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { type Actor, requireAdministrator } from "../auth/lifecycle.ts";
import { defineWrite } from "../database/writes.ts";
import type { Content } from "../files/contents/backend.ts";
import { releaseContents, useContent } from "../files/contents/contents.store.ts";
import { placeChanged } from "./place.store.ts";

/** What can be chosen: the logo, a picture or a video behind the landing page, and the picture that stands for a video. */
export const PLACE_USES = ["logo", "landing", "still"] as const;
export type PlaceUse = (typeof PLACE_USES)[number];

/** By which names each is stored: pictures that fill a page are there in two sizes. */
const NAMES = {
  logo: ["logo"],
  landing: ["landing", "landing-small"],
  still: ["still", "still-small"],
} as const satisfies Record<PlaceUse, string[]>;

export type PlaceFileName = (typeof NAMES)[PlaceUse][number];

export type PlaceFile = {
  name: PlaceFileName;
  /** The SHA-256 of its bytes, and how many they are. */
  content: string;
  bytes: number;
  /** Its media type. */
  type: string;
  /** Of a picture, in pixels. */
  width: number | null;
  height: number | null;
  /** Of a logo: on pages of which tone it would not be seen. */
  tone: "dark" | "light" | null;
};

export const listPlaceFiles = (db: Database): PlaceFile[] =>
  db
    .query<PlaceFile, []>("SELECT name, content, bytes, type, width, height, tone FROM place_files ORDER BY name")
    .all();

export type NewPlaceFile = Omit<PlaceFile, "bytes" | "content"> & { content: Content };

/** `files` are what is to be there from now on; none takes it away. `at` is in ms. */
export type SetPlaceFiles = { use: PlaceUse; files: NewPlaceFile[]; at: number; by: Actor };

/** Replaces one of the things that the place shows of itself. Only a video has something that stands for it. */
export const setPlaceFiles = defineWrite("place.set-files", 1, (db, input: SetPlaceFiles, record): void => {
  const { use, files, at, by } = input;
  requireAdministrator(db, by);
  const isVideo = files.some(({ type }) => type.startsWith("video/"));
  const replaced: PlaceFileName[] =
    use === "landing" && !isVideo ? [...NAMES.landing, ...NAMES.still] : [...NAMES[use]];
  const before = listPlaceFiles(db).filter(({ name }) => replaced.includes(name));
  for (const { name } of before) db.query("DELETE FROM place_files WHERE name = ?").run(name);
  const insert = db.query(
    "INSERT INTO place_files (name, content, bytes, type, width, height, tone) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  for (const { name, content, type, width, height, tone } of files) {
    useContent(db, content, at);
    insert.run(name, content.hash, content.bytes, type, width, height, tone);
  }
  if (before.length === 0 && files.length === 0) return;
  releaseContents(
    db,
    before.map(({ content }) => content),
    record,
  );
  const what = files.length === 0 ? "removed" : isVideo ? "video" : "picture";
  audit(db, { at, by, action: `${use} changed`, detail: what }, record);
  record(placeChanged, null);
});
