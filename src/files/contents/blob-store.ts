/**
 * Where the bytes of files lie: by the SHA-256 of what they are, each once, on the disk or in S3.
 * @see https://en.wikipedia.org/wiki/Content-addressable_storage
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { S3Options } from "bun";

import type { Config } from "../../config.ts";
import { keyedMutex } from "../../lib/keyed-mutex.ts";
import { type ByteRange, type Content, type ContentBody, isHash, type StoredContent } from "./backend.ts";
import { openDiskBackend } from "./disk-backend.ts";
import { hashPieces, readPieces } from "./pieces.ts";
import { openS3Backend } from "./s3-backend.ts";

export type BlobStore = {
  /**
   * Takes a whole temporary file over: it is durable when this resolves, and gone from its path. The same bytes are stored
   * once. The file has to lie in `incomingFolder`. If this fails, the file stays where it is, or its bytes are stored whole.
   *
   * `claim` is the place for the row that names the content. No `delete` of the same bytes comes between, so what is put
   * while another file with these bytes is deleted is there afterwards.
   * @throws BackendUnavailable
   * @example await blobs.put(path, ({ hash, bytes }) => commit(addFile, { hash, bytes, … }));
   */
  put: (path: string, claim?: (content: Content) => Promise<unknown>) => Promise<Content>;
  /**
   * The whole content or a part of it; nothing if there is none. A range beyond the end is cut off there.
   * @throws BackendUnavailable
   */
  get: (hash: string, range?: ByteRange) => Promise<ContentBody | undefined>;
  /**
   * No error if there is no such content. Where `isUsed` says so, asked when nobody is putting these bytes, they stay.
   * @throws BackendUnavailable
   */
  delete: (hash: string, isUsed?: () => boolean) => Promise<void>;
  /**
   * All contents, in no order that one may rely on.
   * @throws BackendUnavailable
   */
  list: () => AsyncIterable<StoredContent>;
};

/** Where uploads are written until they are put: the file system of the disk's contents, so that they only have to be renamed. */
export const incomingFolder = (dataDir: string): string => join(dataDir, "files", "incoming");

export type StoreConfig = Pick<Config, "dataDir" | "files" | "filesTimeoutSeconds">;

/**
 * Opens the store that `FILES` names, and makes the folder for what is on its way to it. Where S3 is and with which key comes
 * from the environment, unless it is given.
 * @throws BadConfig when there is no key for S3
 */
export function openBlobStore({ dataDir, files, filesTimeoutSeconds }: StoreConfig, access?: S3Options): BlobStore {
  mkdirSync(incomingFolder(dataDir), { recursive: true, mode: 0o700 });
  const backend = files
    ? openS3Backend({ address: files, timeout: filesTimeoutSeconds, access })
    : openDiskBackend(join(dataDir, "files"));
  const locked = keyedMutex();
  return {
    async put(path, claim) {
      const content = await hashPieces(readPieces(path));
      await locked(content.hash, async () => {
        await backend.put(path, content);
        await claim?.(content);
      });
      return content;
    },
    get: async (hash, range) => (isHash(hash) ? backend.get(hash, range) : undefined),
    async delete(hash, isUsed) {
      if (!isHash(hash)) return;
      await locked(hash, async () => {
        if (!isUsed?.()) await backend.delete(hash);
      });
    },
    list: backend.list,
  };
}
