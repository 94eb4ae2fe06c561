/** What a backend of the blob store has to do: there is one on this machine's disk, and one in S3. */
import { StorageUnavailable } from "../../database/write-queue.ts";

/** Bytes, and the SHA-256 of them in hexadecimal: their only name. */
export type Content = { hash: string; bytes: number };

/** From `from`, inclusive, to `to`, exclusive. */
export type ByteRange = { from: number; to: number };

/** What Response takes as a body, and how large the whole content is, whatever part of it this is. */
export type ContentBody = { body: Blob | ReadableStream<Uint8Array>; bytes: number };

/** A content that is stored, and since when, in ms; where the same bytes are put again, it may be the later time. */
export type StoredContent = Content & { at: number };

export type StorageBackend = {
  /** Takes over the file that has this content, which is durable when it resolves, and the file gone. */
  put: (path: string, content: Content) => Promise<void>;
  get: (hash: string, range?: ByteRange) => Promise<ContentBody | undefined>;
  /** No error if there is no such content. */
  delete: (hash: string) => Promise<void>;
  list: () => AsyncIterable<StoredContent>;
};

const HASH = /^[0-9a-f]{64}$/;

/** Whether this is the name of a content, and so harmless in a path. */
export const isHash = (text: string): boolean => HASH.test(text);

/** The backend can't be reached, or does not do what it is asked to; the message says which and why, for the log. */
export class BackendUnavailable extends StorageUnavailable {}
