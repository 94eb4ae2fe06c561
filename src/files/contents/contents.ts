/** Where the bytes of files lie: by the SHA-256 of what they are, each once, on the disk or in S3. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { S3Options } from "bun";

import type { Config } from "../../config.ts";
import { keyedMutex } from "../../lib/keyed-mutex.ts";
import { type ByteRange, type Content, type ContentBody, isHash, type StoredContent } from "./content-store.ts";
import { openContentsOnDisk } from "./contents-on-disk.ts";
import { openContentsOnS3 } from "./contents-on-s3.ts";
import { hashPieces, readPieces } from "./pieces.ts";

export type Contents = {
  /**
   * Takes a whole temporary file over: it is durable when this resolves, and gone from its path. The same bytes are stored
   * once. The file has to lie in `incomingFolder`. If this fails, the file stays where it is, or its bytes are stored whole.
   *
   * `claim` is the place for the row that names the content. No `delete` of the same bytes comes between, so what is put
   * while another file with these bytes is deleted is there afterwards.
   * @throws ContentsUnavailable
   * @example await contents.put(path, ({ hash, bytes }) => commit(addFile, { hash, bytes, … }));
   */
  put: (path: string, claim?: (content: Content) => Promise<unknown>) => Promise<Content>;
  /**
   * The whole content or a part of it; nothing if there is none. A range beyond the end is cut off there.
   * @throws ContentsUnavailable
   */
  get: (hash: string, range?: ByteRange) => Promise<ContentBody | undefined>;
  /**
   * No error if there is no such content. Where `isUsed` says so, asked when nobody is putting these bytes, they stay.
   * @throws ContentsUnavailable
   */
  delete: (hash: string, isUsed?: () => boolean) => Promise<void>;
  /**
   * All contents, in no order that one may rely on.
   * @throws ContentsUnavailable
   */
  list: () => AsyncIterable<StoredContent>;
};

/** Where uploads are written until they are put: the file system of the disk's contents, so that they only have to be renamed. */
export const incomingFolder = (dataDir: string): string => join(dataDir, "files", "incoming");

type Place = Pick<Config, "dataDir" | "files" | "filesTimeoutSeconds">;

/**
 * Opens the store that `FILES` names, and makes the folder for what is on its way to it. Where S3 is and with which key comes
 * from the environment, unless it is given.
 * @throws BadConfig when there is no key for S3
 */
export function openContents({ dataDir, files, filesTimeoutSeconds }: Place, access?: S3Options): Contents {
  mkdirSync(incomingFolder(dataDir), { recursive: true, mode: 0o700 });
  const store = files
    ? openContentsOnS3({ address: files, timeout: filesTimeoutSeconds, access })
    : openContentsOnDisk(join(dataDir, "files"));
  const locked = keyedMutex();
  return {
    async put(path, claim) {
      const content = await hashPieces(readPieces(path));
      await locked(content.hash, async () => {
        await store.put(path, content);
        await claim?.(content);
      });
      return content;
    },
    get: async (hash, range) => (isHash(hash) ? store.get(hash, range) : undefined),
    async delete(hash, isUsed) {
      if (!isHash(hash)) return;
      await locked(hash, async () => {
        if (!isUsed?.()) await store.delete(hash);
      });
    },
    list: store.list,
  };
}
