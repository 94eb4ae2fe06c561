/** Copies contents from one store to another, and checks each of them on the way. */
import type { Database } from "bun:sqlite";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";

import { codeOf } from "../../lib/error-code.ts";
import { inPages } from "../../lib/pages.ts";
import { type Content, type ContentBody, isHash, type StorageBackend } from "./backend.ts";
import { hashPieces } from "./pieces.ts";
import { openSeen, type Seen } from "./seen.ts";
import { contentsAfter } from "./sweep.store.ts";

type Source = Pick<StorageBackend, "get">;

/** Where contents are copied to. `folder`: for what is on its way. */
export type Target = Pick<StorageBackend, "list" | "put"> & { folder: string };

/** What became of a content: it was copied, or is not there, or has other bytes than it should, and then was not. */
export type Copied = "copied" | "missing" | "damaged";

/**
 * Copies one content. What is broken off leaves a temporary file, which the next try writes anew. What a database names that
 * is no hash is not there: a backup may come from anybody, and its names become paths here.
 */
export async function copyContent(from: Source, to: Pick<Target, "put" | "folder">, content: Content): Promise<Copied> {
  if (!isHash(content.hash)) return "missing";
  const found = await from.get(content.hash);
  if (!found) return "missing";
  const path = join(to.folder, `copy-${content.hash}`);
  try {
    const { hash, bytes } = await write(found.body, path, content.bytes);
    if (hash !== content.hash || bytes !== content.bytes) return "damaged";
    await to.put(path, content);
    return "copied";
  } catch (error) {
    if (await hasGone(from, content.hash, error)) return "missing";
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}

/** What was done: how many contents were copied, and the hashes of those that could not be. */
export type CopiedAll = { copied: number; lost: string[] };

/**
 * Copies what a database names and the target has not.
 * @param isGood whether what is there, of the right size, is as it should be
 * @param added gets the hashes of what was not there before
 */
export async function copyAll(
  db: Database,
  from: Source,
  to: Target,
  isGood = async (_: Content) => true,
  added: string[] = [],
): Promise<CopiedAll> {
  const seen = await seeAll(to);
  const all: CopiedAll = { copied: 0, lost: [] };
  for (const content of contentsIn(db)) {
    const before = seen.sizeOf(content.hash);
    if (before === content.bytes && (await isGood(content))) continue;
    const isCopied = (await copyContent(from, to, content)) === "copied";
    if (isCopied) all.copied++;
    else all.lost.push(content.hash);
    if (isCopied && before === undefined) added.push(content.hash);
  }
  return all;
}

/** Writes a body to a file, and says what it was. One that is longer than it should be, or never ends, must not fill the disk. */
async function write(body: ContentBody["body"], path: string, most: number): Promise<Content> {
  await using file = await open(path, "w", 0o600);
  async function* writing() {
    let bytes = 0;
    for await (const chunk of streamOf(body)) {
      await file.writeFile(chunk); // behind the one before, and all of it
      yield chunk;
      bytes += chunk.length;
      if (bytes > most) return;
    }
  }
  return await hashPieces(writing());
}

const streamOf = (body: ContentBody["body"]): ReadableStream<Uint8Array> =>
  body instanceof ReadableStream ? body : body.stream();

/** Whether the bytes that a store on this machine's disk has are the right ones. Another store checks its own. */
export async function isSound(store: Source, { hash, bytes }: Content): Promise<boolean> {
  const found = await store.get(hash);
  if (!(found?.body instanceof Blob)) {
    await found?.body.cancel();
    return found?.bytes === bytes;
  }
  try {
    return (await hashPieces(found.body.stream())).hash === hash;
  } catch (error) {
    if (await hasGone(store, hash, error)) return false;
    throw error;
  }
}

/** Whether reading failed as the content was deleted since it was found: a file is opened only when its bytes are read. */
const hasGone = async (store: Source, hash: string, error: unknown): Promise<boolean> =>
  codeOf(error) === "ENOENT" && (await store.get(hash)) === undefined;

/** What is in a store. */
export async function seeAll(store: Pick<StorageBackend, "list">): Promise<Seen> {
  const seen = openSeen();
  for await (const content of store.list()) seen.add(content);
  return seen;
}

/** Contents that are read at once. */
const PAGE = 500;

/** All contents that a database names, of whatever version it is. */
export function* contentsIn(db: Database): Generator<Content> {
  if (!hasContents(db)) return;
  for (const rows of inPages<Content>((last) => contentsAfter(db, last?.hash ?? "", PAGE))) yield* rows;
}

/** Before there were files, there was no such table. */
export const hasContents = (db: Database): boolean =>
  db.query("SELECT 1 FROM sqlite_schema WHERE name = 'contents'").get() !== null;

/** How many contents a database names, and how large they are together. */
export function sizeOfContents(db: Database): { files: number; bytes: number } {
  const sql = "SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes FROM contents";
  const none = { files: 0, bytes: 0 };
  return hasContents(db) ? (db.query<typeof none, []>(sql).get() ?? none) : none;
}
