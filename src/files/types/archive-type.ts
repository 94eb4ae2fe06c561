/** Tells archives by their first bytes, and the documents that are archives inside. */
import { little16, tagAt } from "../../lib/binary.ts";
import type { MediaType } from "./media-types.ts";

const SIGNATURES: [start: string, type: MediaType][] = [
  ["PK\x05\x06", "application/zip"], // an empty one
  ["\x1f\x8b\x08", "application/gzip"],
  ["7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"],
  ["Rar!\x1a\x07", "application/vnd.rar"],
  ["\xfd7zXZ\0", "application/x-xz"],
  ["BZh", "application/x-bzip2"],
  ["\x28\xb5\x2f\xfd", "application/zstd"],
];

/** Documents by the folder in which they keep what is theirs. */
const FOLDERS: [name: string, type: MediaType][] = [
  ["word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  ["META-INF/MANIFEST.MF", "application/java-archive"],
];

/** Documents that say so in their first entry. */
const NAMED: MediaType[] = [
  "application/vnd.oasis.opendocument.text",
  "application/vnd.oasis.opendocument.spreadsheet",
  "application/vnd.oasis.opendocument.presentation",
  "application/epub+zip",
];

export function archiveType(head: Uint8Array): MediaType | undefined {
  if (tagAt(head, 0) === "PK\x03\x04") return zipType(head);
  if (tagAt(head, 257, 5) === "ustar") return "application/x-tar";
  return SIGNATURES.find(([start]) => tagAt(head, 0, start.length) === start)?.[1];
}

function zipType(head: Uint8Array): MediaType {
  const first = tagAt(head, 30, little16(head, 26));
  if (first === "mimetype") {
    const start = 30 + first.length + little16(head, 28);
    const said = tagAt(head, start, 80);
    return NAMED.findLast((type) => said.startsWith(type)) ?? "application/zip";
  }
  const text = tagAt(head, 0, head.length);
  const isDocument = /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\/|ppt\/|META-INF\/)/.test(first);
  return (isDocument && FOLDERS.find(([name]) => text.includes(name))?.[1]) || "application/zip";
}
