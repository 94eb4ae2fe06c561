/** A store of contents to try, and files on their way to it. */
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";

import type { S3Options } from "bun";

import { type BlobStore, incomingFolder, openBlobStore } from "../../src/files/contents/blob-store.ts";

export const sha256 = (bytes: string | Uint8Array): string =>
  new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

type Store = { dataDir: string; files?: string; access?: S3Options; timeout?: number };

/** Opens the contents of a folder, on the disk unless said otherwise. */
export const openStore = ({ dataDir, files = "", access, timeout = 30 }: Store): BlobStore =>
  openBlobStore({ dataDir, files, filesTimeoutSeconds: timeout }, access);

/** Writes a temporary file as an upload does, and returns its path. */
export async function writeIncoming(dataDir: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(incomingFolder(dataDir), randomUUID());
  await Bun.write(path, bytes);
  return path;
}

/** Writes a temporary file of so many mebibytes, each different, without ever holding more than one of them. */
export async function writeLarge(dataDir: string, mebibytes: number): Promise<string> {
  const path = join(incomingFolder(dataDir), randomUUID());
  const file = createWriteStream(path);
  const block = Buffer.alloc(1_048_576, "the quick brown fox ");
  for (let number = 0; number < mebibytes; number++) {
    block.writeUInt32LE(number, 0);
    await new Promise((written) => file.write(block, written));
  }
  await new Promise<void>((ended) => file.end(ended));
  return path;
}

/** What `get` gives as bytes, or nothing. */
export async function read(contents: BlobStore, hash: string, range?: { from: number; to: number }) {
  const found = await contents.get(hash, range);
  return found && { text: await new Response(found.body).text(), bytes: found.bytes };
}

/** All that is stored, by hash. */
export async function listed(contents: BlobStore): Promise<Map<string, { bytes: number; at: number }>> {
  const all = new Map<string, { bytes: number; at: number }>();
  for await (const { hash, ...rest } of contents.list()) all.set(hash, rest);
  return all;
}
