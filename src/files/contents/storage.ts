/** The blob store as the server uses it: what is put there stays until nothing names it any more, and then goes. */
import type { Database } from "bun:sqlite";

import type { WriteQueue } from "../../database/write-queue.ts";
import type { Content } from "./backend.ts";
import type { BlobStore } from "./blob-store.ts";
import { contentsUnused, isContent } from "./contents.store.ts";

export type Storage = Pick<BlobStore, "get" | "list"> & {
  /**
   * Takes over a temporary file and keeps its bytes at least until `release`, by when a write names them.
   * @example const content = await storage.put(path); await commit(finishUpload, { content, … }); storage.release(content);
   */
  put: (path: string) => Promise<Content>;
  release: (...contents: (Content | null)[]) => void;
  /** Deletes bytes, unless something names them or they were just put there. */
  deleteUnused: (hash: string) => Promise<void>;
  /** Keeps what is not used any more, for somebody who reads all of it, until the returned function is called. */
  keepAll: () => () => void;
  /** Ends deleting; what was still to be deleted is found by the sweep. Resolves when nothing is being deleted any more. */
  close: () => Promise<void>;
};

/** What is deleted at the same time: a room that goes may take thousands of files with it. */
const AT_ONCE = 4;

/** @param onError is told of what could not be deleted; the sweep finds it later */
export function openStorage(
  blobs: BlobStore,
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
  const deleteUnused = (hash: string) => blobs.delete(hash, () => held.has(hash) || isContent(db, hash));

  const waiting: string[] = [];
  const deleting = new Set<Promise<void>>();
  const keepers = new Set<object>();
  let isClosed = false;

  /** Deletes what waits for it, a few at a time. */
  function go() {
    while (deleting.size < AT_ONCE && keepers.size === 0 && !isClosed) {
      const hash = waiting.shift();
      if (hash === undefined) return;
      const work = deleteUnused(hash)
        .catch(onError)
        .finally(() => {
          deleting.delete(work);
          go();
        });
      deleting.add(work);
    }
  }
  function deleteSoon(...hashes: string[]) {
    waiting.push(...hashes);
    go();
  }

  on(contentsUnused, ({ hashes }) => deleteSoon(...hashes));
  return {
    get: blobs.get,
    list: blobs.list,
    deleteUnused,
    put: (path) => blobs.put(path, async ({ hash }) => hold(hash, 1)),
    release(...released) {
      for (const content of released) {
        if (!content) continue;
        hold(content.hash, -1);
        if (!isClosed && !isContent(db, content.hash)) deleteSoon(content.hash);
      }
    },
    keepAll() {
      const keeper = {};
      keepers.add(keeper);
      return () => {
        keepers.delete(keeper);
        go();
      };
    },
    async close() {
      isClosed = true;
      await Promise.all(deleting);
    },
  };
}
