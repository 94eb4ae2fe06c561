/** Something to download that is made for whoever asks, rather than kept as a file. */
import { SECURITY_HEADERS } from "./security-headers.ts";

/** Longest pause while it is sent, in seconds. */
export const DOWNLOAD_PAUSE = 120;

/** @param name without what attributes of headers have to escape */
export const downloadHeaders = (name: string, type: string): Record<string, string> => ({
  ...SECURITY_HEADERS,
  "content-type": type,
  "content-disposition": `attachment; filename="${name}"`,
  "cache-control": "no-store",
});

/** The day of a time in ms since 1970, in UTC, for a name. @example dayIn(0) // "1970-01-01" */
export const dayIn = (at: number): string => new Date(at).toISOString().slice(0, 10);
