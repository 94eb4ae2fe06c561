/** What is in a backup that is downloaded: the database, all files, and at last a note of what is not there. */
import { Database } from "bun:sqlite";
import { type FileHandle, open } from "node:fs/promises";

import { backupNote } from "../files/backup-note.ts";
import type { ContentBody } from "../files/contents/backend.ts";
import { contentsIn, sizeOfContents } from "../files/contents/copy.ts";
import type { Storage } from "../files/contents/storage.ts";
import type { TarEntry } from "../lib/tar.ts";

/** Bytes that are read at a time: what waits to be sent is garbage soon, and a little of it is collected earlier. */
const BLOCK = 65_536;

export type OpenCopy = {
  entries: AsyncGenerator<TarEntry>;
  /** Of the database and all files. */
  bytes: number;
  close: () => Promise<void>;
};

type Options = {
  /** Of the folder in the archive. */
  name: string;
  mayGoOn: () => boolean;
};

/** Opens a copy of the database, and says what belongs to it, in the folders that `restore` takes. The path may be removed then. */
export async function openCopy(
  path: string,
  storage: Pick<Storage, "get">,
  { name, mayGoOn }: Options,
): Promise<OpenCopy> {
  const db = new Database(path, { readonly: true });
  const { bytes: files } = sizeOfContents(db);
  const file = await open(path);
  const { size } = await file.stat();
  const at = Date.now();

  async function* entries(): AsyncGenerator<TarEntry> {
    yield { name: `${name}/parlor.sqlite`, bytes: size, at, body: blocksOf(file) };
    const lost: string[] = [];
    for (const { hash } of contentsIn(db)) {
      if (!mayGoOn()) throw new Error("who downloads a backup is no administrator any more");
      const found = await storage.get(hash);
      const body = found && checked(found, hash, () => lost.push(hash));
      if (body) yield { name: `${name}/files/${hash.slice(0, 2)}/${hash}`, bytes: found.bytes, at, body };
      else lost.push(hash);
    }
    const note = new TextEncoder().encode(backupNote.textOf({ at, lost }));
    yield { name: `${name}/${backupNote.name}`, bytes: note.length, at, body: [note] };
  }

  return {
    entries: entries(),
    bytes: size + files,
    async close() {
      db.close();
      await file.close();
    },
  };
}

/** The bytes of a content, even if it is damaged; that is told then. */
async function* checked({ body }: ContentBody, hash: string, onDamage: () => void) {
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const chunk of body instanceof Blob ? partsOf(body) : body) {
    hasher.update(chunk);
    yield chunk;
  }
  if (hasher.digest("hex") !== hash) onDamage();
}

/** What lies on the disk is read when it is wanted: a stream of it reads ahead. */
async function* partsOf(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += BLOCK) yield await blob.slice(at, Math.min(at + BLOCK, blob.size)).bytes();
}

async function* blocksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(BLOCK), 0, BLOCK, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
