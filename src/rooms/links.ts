/** Open rooms by what people type for them: their slugs, or their names without spaces. */
import type { Database } from "bun:sqlite";

import { fold } from "../lib/fold.ts";
import { slugOf } from "./names.ts";
import type { Room } from "./store.ts";

/** What is compared of a word that stands for a room: folded, and only its letters and digits. */
export const foldRoomWord = (word: string): string => fold(word).replace(/[^\p{L}\p{M}\p{N}]/gu, "");

/** The word that stands for an open room: its slug where that is made of its name, and else its name. */
export const roomWord = ({ slug, name }: Pick<Room, "slug" | "name">): string =>
  slug === slugOf(name) ? slug : name.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "");

export type OpenRoomWords = {
  /** The slug of the room that a word means, if it is open and not archived. */
  find: (word: string) => string | undefined;
  /** Another number whenever a word may mean something else than before. */
  version: () => number;
  /** A room is new, or changed. Whether some word means something else now. */
  refresh: () => boolean;
};

/** All of them in memory: rows are rendered often, and rooms seldom change. */
export function openRoomWords(db: Database): OpenRoomWords {
  let words = read();
  let version = 0;

  /** Of two that are alike the older one is meant, and a slug before a name. */
  function read(): Map<string, string> {
    const sql = `SELECT slug, name FROM rooms
      WHERE kind = 'open' AND archived_at IS NULL AND deleted_at IS NULL ORDER BY id DESC`;
    const rooms = db.query<{ slug: string; name: string }, []>(sql).all();
    const named = rooms.map(({ slug, name }) => [foldRoomWord(name), slug] as const).filter(([word]) => word !== "");
    return new Map([...named, ...rooms.map(({ slug }) => [slug, slug] as const)]);
  }

  return {
    find: (word) => words.get(word.toLowerCase()) ?? words.get(foldRoomWord(word)),
    version: () => version,
    refresh() {
      const before = words;
      words = read();
      const isSame = words.size === before.size && [...words].every(([word, slug]) => before.get(word) === slug);
      if (!isSame) version++;
      return !isSame;
    },
  };
}
