/** How much of the store each room and each person uses. */
import type { Database } from "bun:sqlite";

import { inPages } from "../lib/pages.ts";
import { type FileUse, useAfter } from "./use.store.ts";

/** The largest first. */
export type StorageUse = { rooms: FileUse[]; people: FileUse[] };

export type ReadUse = () => Promise<StorageUse>;

/** Rooms or people that are added up at once, and how long the result is good for, in ms. */
const AT_ONCE = 50;
const GOOD_FOR = 30_000;

/**
 * Returns what reads the use, a little at a time, so that nobody waits for it; whoever asks soon after another gets the same.
 */
export function openUse(db: Database): ReadUse {
  let known: { at: number; use: Promise<StorageUse> } | undefined;

  async function gather(of: keyof StorageUse): Promise<FileUse[]> {
    const all: FileUse[] = [];
    for (const page of inPages<FileUse>((last) => useAfter(db, of, last?.id ?? 0, AT_ONCE))) {
      all.push(...page);
      await Bun.sleep(0);
    }
    return all.sort((a, b) => b.bytes - a.bytes);
  }

  const read = async (): Promise<StorageUse> => ({ rooms: await gather("rooms"), people: await gather("people") });

  return () => {
    if (known && performance.now() - known.at < GOOD_FOR) return known.use;
    const use = read();
    known = { at: performance.now(), use };
    use.catch(() => (known = undefined));
    return use;
  };
}
