/** Contents in S3, or in what speaks its language: one object for each, with the hash as its key. */
import { unlink } from "node:fs/promises";

import { S3Client, type S3Options } from "bun";

import { BadConfig } from "../../lib/environment.ts";
import { keyedMutex } from "../../lib/keyed-mutex.ts";
import { isAbsent, isOfS3, openAsk } from "./ask-s3.ts";
import { BackendUnavailable, type ByteRange, isHash, type StorageBackend } from "./backend.ts";
import { readPieces } from "./pieces.ts";

/** Large files go up in parts, one after the other: the memory it takes is that of a few, however large a file is. */
const IN_PARTS = { partSize: 5 * 1_048_576, queueSize: 1 };

type Place = {
  /** `s3://bucket` or `s3://bucket/prefix` */
  address: string;
  /** Seconds without an answer after which S3 counts as out of reach. */
  timeout: number;
  /** Where it is and with which key; what is absent comes from the variables that Bun reads, `S3_ENDPOINT` and so on. */
  access?: S3Options;
};

/**
 * Opens the store.
 * @throws BadConfig when there is no key
 */
export function openS3Backend({ address, timeout, access }: Place): StorageBackend {
  const { bucket, prefix } = parse(address);
  const client = openClient(address, { ...access, bucket });
  const ask = openAsk({ client, address, timeout });
  const locked = keyedMutex();
  const keyOf = (hash: string) => `${prefix}${hash}`;

  async function bytesOf(hash: string): Promise<number | undefined> {
    const found = await ask(() => client.stat(keyOf(hash))).catch(unlessAbsent);
    return found?.size;
  }

  async function upload(path: string, hash: string) {
    const writer = client.file(keyOf(hash)).writer(IN_PARTS);
    try {
      for await (const piece of readPieces(path)) {
        writer.write(piece);
        await ask(() => writer.flush(), "once");
      }
      await ask(() => writer.end(), "once");
    } catch (error) {
      Promise.resolve(writer.end(new Error("given up"))).catch(() => {}); // S3 forgets the parts, if it hears of it
      throw error;
    }
  }

  return {
    async put(path, { hash, bytes }) {
      if ((await bytesOf(hash)) !== bytes) {
        const key = bytes > IN_PARTS.partSize ? "large" : hash; // large ones at the same time would take memory together
        await locked(key, () => upload(path, hash));
        const stored = await bytesOf(hash);
        if (stored !== bytes) throw new BackendUnavailable(`${address}: has ${stored} bytes of ${bytes} of ${hash}`);
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
      await ask(() => client.delete(keyOf(hash))).catch(unlessAbsent);
    },

    async *list() {
      let continuationToken: string | undefined;
      do {
        const page = await ask(() => client.list({ prefix, continuationToken }));
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

function unlessAbsent(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}

/** A range cut off at the end; S3 answers one that begins beyond it with an error. */
const within = (bytes: number, { from, to }: ByteRange = { from: 0, to: bytes }): ByteRange => ({
  from: Math.min(from, bytes),
  to: Math.min(to, bytes),
});
