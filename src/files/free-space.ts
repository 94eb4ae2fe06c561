/** Room on the disk: files leave some free, for messages. */
import { statfs } from "node:fs/promises";

import type { Config } from "../config.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { codeOf } from "../lib/error-code.ts";

export const NO_SPACE: ErrorDetails = {
  status: 507,
  sentence:
    "There is no room left for files here until whoever runs this place makes some. Messages without files still go through.",
};

/** @throws HttpError when a file of so many bytes would leave too little room on the disk for messages */
export async function expectSpace(
  { dataDir, diskFreeFloor }: Pick<Config, "dataDir" | "diskFreeFloor">,
  bytes: number,
): Promise<void> {
  if ((await freeOn(dataDir)) - bytes < diskFreeFloor) throw new HttpError(NO_SPACE);
}

/** Bytes that are free on the disk of a folder, for this user. */
export async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Throws an error again; a full disk as an HttpError, for it is no fault of the server, and the sender should know. */
export function rethrowDiskFull(error: unknown): never {
  throw isFull(error) ? new HttpError(NO_SPACE) : error;
}

/** Whether an error says that nothing more fits on the disk, or that this user may not put more there. */
export const isFull = (error: unknown): boolean =>
  error instanceof Error && (["ENOSPC", "EDQUOT", "SQLITE_FULL"].includes(codeOf(error)) || isFull(error.cause));
