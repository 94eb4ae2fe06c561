/** The kinds of files that have an icon of their own; the style sheet draws it. */
import type { MediaType } from "./media-types.ts";

export type FileKind = "picture" | "audio" | "video" | "document" | "table" | "archive" | "program" | "other";

const TABLES = /spreadsheet|sqlite/;
const DOCUMENTS = /pdf|rtf|word|opendocument|presentation|ole-storage|epub|^text\/|xml/;
const ARCHIVES = /zip|tar|7z|rar|-xz|bzip|zstd/;
const PROGRAMS = /executable|elf|mach-binary|java|flash/;

/** @example fileKind("application/pdf") // "document" */
export function fileKind(type: MediaType): FileKind {
  if (type.startsWith("image/")) return "picture";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  if (PROGRAMS.test(type)) return "program";
  if (TABLES.test(type)) return "table";
  if (DOCUMENTS.test(type)) return "document";
  return ARCHIVES.test(type) ? "archive" : "other";
}
