/** Stores bytes until a write names them, or lets go of them. */
import { randomToken } from "../../lib/tokens.ts";
import type { Incoming } from "../incoming.ts";
import type { Content } from "./backend.ts";
import type { Storage } from "./storage.ts";

export type PutDeps = { storage: Pick<Storage, "put" | "release">; incoming: Pick<Incoming, "pathOf" | "discard"> };

/** What was made here, or the path of a temporary file, which is taken over. */
type Part = Uint8Array | string;

/** The contents of some parts, in their order. */
type ContentsOf<Parts extends readonly (Part | undefined)[]> = {
  [Index in keyof Parts]: Parts[Index] extends Part ? Content : Content | null;
};

/**
 * Stores some parts, calls `use` with their contents for a write that names them, and releases them: what no write has named
 * is deleted again. A part that is left out is null.
 * @example await putBytes(deps, [small, large] as const, ([small, large]) => commit(setPicture, { user, small, large, at }));
 */
export async function putBytes<const Parts extends readonly (Part | undefined)[], Result>(
  { storage, incoming }: PutDeps,
  parts: Parts,
  use: (contents: ContentsOf<Parts>) => Promise<Result>,
): Promise<Result> {
  const contents: (Content | null)[] = [];
  try {
    for (const part of parts) contents.push(part === undefined ? null : await put(part));
    return await use(contents as ContentsOf<Parts>);
  } finally {
    storage.release(...contents);
  }

  async function put(part: Part): Promise<Content> {
    if (typeof part === "string") return storage.put(part);
    const id = randomToken(12);
    try {
      await Bun.write(incoming.pathOf(id), part, { mode: 0o600 });
      return await storage.put(incoming.pathOf(id));
    } finally {
      await incoming.discard(id);
    }
  }
}
