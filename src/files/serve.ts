/** Answers with the bytes of a file: whole, a part, or that the browser has them already. */
import type { Database } from "bun:sqlite";

import { SECURITY_HEADERS } from "../http/security-headers.ts";
import { thumbnailIn } from "./addresses.ts";
import type { ByteRange } from "./contents/backend.ts";
import { bytesOf } from "./contents/contents.store.ts";
import type { Storage } from "./contents/storage.ts";
import { contentDisposition } from "./names.ts";
import type { StoredFile } from "./store.ts";
import { contentType, isInline, type MediaType, toMediaType } from "./types/media-types.ts";

export type Served = { hash: string; bytes: number; type: MediaType; name: string };

/** What a name in the address of a file means: the file, or one of its thumbnails. */
export function partOf(db: Database, file: StoredFile, name: string): Served | undefined {
  const size = thumbnailIn(name);
  if (size === undefined) {
    const { content, bytes, type } = file;
    return content === null ? undefined : { hash: content, bytes, type: toMediaType(type), name: file.name };
  }
  const hash = file[size];
  return hash === null ? undefined : { hash, bytes: bytesOf(db, hash), type: "image/webp", name };
}

/** Nothing in a file can do anything: it has no origin, and may load nothing. */
const HEADERS = {
  ...SECURITY_HEADERS,
  "content-security-policy": "sandbox; default-src 'none'",
  "cache-control": "private, max-age=31536000, immutable", // the address of other bytes is another
  vary: "Cookie", // on a shared computer, what a browser has of one person is nobody else's, and gone with the log-out
  "accept-ranges": "bytes",
};

/**
 * The answer for a file that somebody may see. The store is asked for its bytes only if they are wanted.
 * @param download asks for it as something to be saved, even if it could be shown
 */
export async function serveContent(
  request: Request,
  storage: Pick<Storage, "get">,
  { hash, bytes, type, name }: Served,
  download = false,
): Promise<Response | undefined> {
  const etag = `"${hash}"`;
  const how = isInline(type) && !download ? "inline" : "attachment";
  const headers: Record<string, string> = {
    ...HEADERS,
    etag,
    "content-type": contentType(type),
    "content-disposition": contentDisposition(how, name),
  };
  if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
  const range = readRange(request, etag, bytes);
  if (range === "none of it") {
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${bytes}` } });
  }
  if (range) headers["content-range"] = `bytes ${range.from}-${range.to - 1}/${bytes}`;
  const length = range ? range.to - range.from : bytes;
  const status = range ? 206 : 200;
  if (request.method === "HEAD") {
    return new Response(null, { status, headers: { ...headers, "content-length": String(length) } });
  }
  const content = await storage.get(hash, range);
  if (!content) return undefined;
  if (!(content.body instanceof Blob)) headers["content-length"] = String(length);
  return new Response(content.body, { status, headers });
}

const isKnown = ({ headers }: Request, etag: string): boolean =>
  (headers.get("if-none-match") ?? "").split(",").some((tag) => [etag, `W/${etag}`, "*"].includes(tag.trim()));

/**
 * The part that is asked for: one range, as browsers ask for sound and film; of several, the whole, as is allowed.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
function readRange({ headers }: Request, etag: string, bytes: number): ByteRange | "none of it" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get("range")?.trim() ?? "") ?? [];
  const condition = headers.get("if-range");
  if ((first === "" && last === "") || (condition !== null && condition !== etag)) return undefined;
  const from = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? bytes : Math.min(Number(last) + 1, bytes);
  if (first !== "" && last !== "" && Number(last) < from) return undefined; // no range at all
  return from < to ? { from, to } : "none of it";
}
