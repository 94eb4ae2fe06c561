/** Compares what lies in the store with what the database names: bytes that nothing names go, names without bytes are told. */
import type { Database } from "bun:sqlite";

import type { Commit } from "../../database/write-queue.ts";
import { inPages } from "../../lib/pages.ts";
import type { Incoming } from "../incoming.ts";
import { bytesOf, isContent, isUsed } from "./contents.store.ts";
import { openKeptDatabases } from "./kept-databases.ts";
import { openSeen, type Seen } from "./seen.ts";
import type { Storage } from "./storage.ts";
import { contentsAfter, forgetUnnamed, isExpected, type NotedContent } from "./sweep.store.ts";

type Amount = { files: number; bytes: number };

/** What a sweep found. `at`: when it ended, in ms. */
export type Swept = {
  at: number;
  /** What lies there and belongs to something. */
  kept: Amount;
  /** What nothing named. It is gone. */
  removed: Amount;
  /** The same, but too much of it to be removed without being told to: is this the right store? It is still there. */
  spared: Amount;
  /** Temporary files that no upload knew. They are gone. */
  temporary: Amount;
  /** Contents that something names, by their hashes: those whose bytes are not there, and those that have another size. */
  missing: string[];
  damaged: string[];
};

export type SweepDeps = {
  dataDir: string;
  db: Database;
  commit: Commit;
  storage: Pick<Storage, "get" | "list" | "deleteUnused">;
  incoming: Pick<Incoming, "list" | "discard" | "isComing">;
  /** The time, in ms. */
  now?: () => number;
  /** Whether much may be removed, since an operator said so. */
  all?: boolean;
  /** Ends it early, as the server is stopping. */
  signal?: AbortSignal;
};

/** What is younger may just be on its way, in ms. */
const YOUNG = 3_600_000;

/** What nothing names goes by itself up to so many files, or up to this part of all. */
const FEW = 100;
const SMALL_PART = 0.1;

/** Rows that are read at once, and the time that others have before the next, in ms. */
const AT_ONCE = 200;
const PAUSE = 5;

/** Sweeps once, a little at a time, while everything else goes on. */
export async function sweep(deps: SweepDeps): Promise<Swept> {
  const { now = Date.now } = deps;
  const began = now();
  const seen = openSeen();
  const temporary = await removeTemporary(deps, began);
  await forgetContents(deps);
  const stored = await removeUnnamed(deps, began, seen);
  const lost = await findLost(deps, began, seen);
  return { at: now(), ...stored, temporary, ...lost };
}

/** Temporary files that no upload waits for, such as those of a server that was killed. */
async function removeTemporary({ db, incoming, signal }: SweepDeps, began: number): Promise<Amount> {
  const removed = nothing();
  for await (const file of incoming.list()) {
    signal?.throwIfAborted();
    if (file.at > began - YOUNG || incoming.isComing(file.id) || isExpected(db, file.id)) continue;
    await incoming.discard(file.id);
    add(removed, file.bytes);
  }
  return removed;
}

/** Has the database forget the contents that nothing names. */
async function forgetContents({ db, commit, signal }: SweepDeps): Promise<void> {
  for await (const rows of pages(db, signal)) {
    const hashes = rows.map(({ hash }) => hash).filter((hash) => !isUsed(db, hash));
    if (hashes.length > 0) await commit(forgetUnnamed, { hashes });
  }
}

/**
 * Removes what nothing names. Where that is much, it rather is the wrong database or the store of another place, and what is
 * removed by mistake is gone for good.
 */
async function removeUnnamed({ dataDir, db, storage, all, signal }: SweepDeps, began: number, seen: Seen) {
  using databases = openKeptDatabases(dataDir);
  const [kept, removed] = [nothing(), nothing()];
  const unnamed: string[] = [];
  for await (const content of storage.list()) {
    signal?.throwIfAborted();
    seen.add(content);
    const stays = content.at > began - YOUNG || isContent(db, content.hash) || databases.names(content.hash);
    if (!stays) unnamed.push(content.hash);
    add(stays ? kept : removed, content.bytes);
  }
  const isMuch = unnamed.length > Math.max(FEW, SMALL_PART * (kept.files + removed.files));
  if (isMuch && !all) return { kept, removed: nothing(), spared: removed };
  for (const hash of unnamed) {
    signal?.throwIfAborted();
    await storage.deleteUnused(hash);
  }
  return { kept, removed, spared: nothing() };
}

/** Looks once more at what was not seen: it may have been put there, or given up, meanwhile. */
async function findLost({ db, storage, signal }: SweepDeps, began: number, seen: Seen) {
  const [missing, damaged]: [string[], string[]] = [[], []];
  for await (const rows of pages(db, signal)) {
    for (const { hash, bytes, at } of rows) {
      if (at > began || seen.sizeOf(hash) === bytes) continue;
      const found = await storage.get(hash);
      await discard(found?.body);
      if (found?.bytes === bytes || bytesOf(db, hash) !== bytes) continue;
      (found ? damaged : missing).push(hash);
    }
  }
  return { missing, damaged };
}

/** What the database says is there, a page at a time. */
async function* pages(db: Database, signal?: AbortSignal): AsyncGenerator<NotedContent[]> {
  for (const rows of inPages<NotedContent>((last) => contentsAfter(db, last?.hash ?? "", AT_ONCE))) {
    signal?.throwIfAborted();
    yield rows;
    await Bun.sleep(PAUSE);
  }
}

const nothing = (): Amount => ({ files: 0, bytes: 0 });

function add(amount: Amount, bytes: number): void {
  amount.files++;
  amount.bytes += bytes;
}

/** A stream that nobody reads is ended. */
const discard = async (body: Blob | ReadableStream<Uint8Array> | undefined) => {
  if (body instanceof ReadableStream) await body.cancel();
};
