/** Contents in S3, or in what speaks its language: one object for each, with the hash as its key. */
import { unlink } from "node:fs/promises";

import { S3Client, type S3Options } from "bun";

import { BadConfig } from "../config.ts";
import { type ByteRange, type ContentStore, ContentsUnavailable, isHash } from "./content-store.ts";
import { openTurns } from "./turns.ts";

/** How large files go up, and one such file after the other: the memory this takes is some parts', however many and large they are. */
const IN_PARTS = { partSize: 5 * 1_048_576, queueSize: 1 };

/**
 * Opens the store at `s3://bucket` or `s3://bucket/prefix`. Where that is and with which key comes from the variables that
 * Bun reads, `S3_ENDPOINT`, `S3_ACCESS_KEY_ID` and so on, unless it is given.
 * @throws BadConfig when there is no key
 */
export function openContentsOnS3(address: string, given: S3Options = {}): ContentStore {
  const { bucket, prefix } = parse(address);
  const client = openClient(address, { ...given, bucket });
  const inTurn = openTurns();
  const keyOf = (hash: string) => `${prefix}${hash}`;

  async function unavailable(error: unknown): Promise<never> {
    if (!isOfS3(error)) throw error;
    const { code, message } = await explain(error);
    throw new ContentsUnavailable(`${address}: ${code}, ${message}`, { cause: error });
  }

  /** The answer to a HEAD gives no reason; a list of one object fails for the same one, and says it. */
  async function explain(error: ErrorOfS3): Promise<ErrorOfS3> {
    if (error.code !== "UnknownError") return error;
    const reason: unknown = await client.list({ maxKeys: 1 }).catch((reason) => reason);
    return isOfS3(reason) ? reason : error;
  }

  const bytesOf = (hash: string): Promise<number | undefined> =>
    client
      .stat(keyOf(hash))
      .then(({ size }) => size)
      .catch((error) => (isOfS3(error) && error.code === "NoSuchKey" ? undefined : unavailable(error)));

  return {
    async put(path, { hash, bytes }) {
      const upload = () => client.write(keyOf(hash), Bun.file(path), IN_PARTS).catch(unavailable);
      if ((await bytesOf(hash)) !== bytes) {
        await (bytes > IN_PARTS.partSize ? inTurn("large", upload) : upload());
        const stored = await bytesOf(hash);
        if (stored !== bytes)
          throw new ContentsUnavailable(`${address}: stored ${stored} bytes of ${bytes} as ${hash}`);
      }
      await unlink(path);
    },

    async get(hash, range) {
      const bytes = await bytesOf(hash);
      if (bytes === undefined) return undefined;
      const { from, to } = within(bytes, range);
      const body = from < to ? client.file(keyOf(hash)).slice(from, to).stream() : new Blob([]);
      return { body, bytes };
    },

    async delete(hash) {
      await client.delete(keyOf(hash)).catch((error) => {
        if (!isOfS3(error) || error.code !== "NoSuchKey") return unavailable(error);
      });
    },

    async *list() {
      let continuationToken: string | undefined;
      do {
        const page = await client.list({ prefix, continuationToken }).catch(unavailable);
        for (const { key, size, lastModified } of page.contents ?? []) {
          const hash = key.slice(prefix.length);
          if (isHash(hash)) yield { hash, bytes: size ?? 0, at: Date.parse(lastModified ?? "") };
        }
        continuationToken = page.isTruncated ? page.nextContinuationToken : undefined;
      } while (continuationToken);
    },
  };
}

function parse(address: string) {
  const [bucket = "", ...folders] = address.replace(/^s3:\/\//, "").split("/");
  const prefix = folders.filter((folder) => folder !== "").join("/");
  return { bucket, prefix: prefix && `${prefix}/` };
}

function openClient(address: string, options: S3Options): S3Client {
  try {
    const client = new S3Client(options);
    client.presign("any"); // asks nobody, and fails as a request would without a key
    return client;
  } catch (error) {
    if (!isOfS3(error) || error.code !== "ERR_S3_MISSING_CREDENTIALS") throw error;
    throw new BadConfig(
      `FILES is ${JSON.stringify(address)}: expected S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY with it`,
    );
  }
}

/** A range cut off at the end; S3 answers one that begins beyond it with an error. */
const within = (bytes: number, { from, to }: ByteRange = { from: 0, to: bytes }): ByteRange => ({
  from: Math.min(from, bytes),
  to: Math.min(to, bytes),
});

type ErrorOfS3 = Error & { code: string };

/** Whether an error is Bun's S3 client's, or S3's own through it; the rest are of the local file. */
const isOfS3 = (error: unknown): error is ErrorOfS3 =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  (error.name === "S3Error" || error.code.startsWith("ERR_S3_"));
