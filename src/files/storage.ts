/** The bytes of files in use: what is put there stays until nothing names it any more, and then goes. */
import type { Database } from "bun:sqlite";

import type { WriteQueue } from "../database/write-queue.ts";
import type { Content } from "./content-store.ts";
import { contentsUnused, isContent } from "./contents.store.ts";
import type { Contents } from "./contents.ts";

export type Storage = Pick<Contents, "get" | "list"> & {
  /**
   * Takes over a temporary file and keeps its bytes at least until `release`, by when a write names them.
   * @example const content = await storage.put(path); await commit(finishUpload, { content, … }); storage.release(content);
   */
  put: (path: string) => Promise<Content>;
  release: (...contents: (Content | null)[]) => void;
  /** Deletes bytes, unless something names them or they were just put there. */
  deleteUnused: (hash: string) => Promise<void>;
};

/** @param onError is told of what could not be deleted; the sweep finds it later */
export function openStorage(
  contents: Contents,
  db: Database,
  { on }: Pick<WriteQueue, "on">,
  onError: (error: unknown) => void,
): Storage {
  /** What was put there and is not named by a write yet, and how often. */
  const held = new Map<string, number>();
  const hold = (hash: string, count: number) => {
    const left = (held.get(hash) ?? 0) + count;
    if (left > 0) held.set(hash, left);
    else held.delete(hash);
  };
  const deleteUnused = (hash: string) => contents.delete(hash, () => held.has(hash) || isContent(db, hash));

  on(contentsUnused, ({ hashes }) => {
    for (const hash of hashes) void deleteUnused(hash).catch(onError);
  });
  return {
    get: contents.get,
    list: contents.list,
    deleteUnused,
    put: (path) => contents.put(path, async ({ hash }) => hold(hash, 1)),
    release(...released) {
      for (const content of released) {
        if (!content) continue;
        hold(content.hash, -1);
        if (!isContent(db, content.hash)) void deleteUnused(content.hash).catch(onError);
      }
    },
  };
}
