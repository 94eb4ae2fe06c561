/** Puts bytes that were made here where those of files lie, until something names them. */
import { randomToken } from "../lib/tokens.ts";
import type { Content } from "./content-store.ts";
import type { Incoming } from "./incoming.ts";
import type { Storage } from "./storage.ts";

type Deps = { storage: Pick<Storage, "put" | "release">; incoming: Pick<Incoming, "pathOf" | "discard"> };

/** The contents of some bytes, in their order. */
type ContentsOf<Parts extends readonly (Uint8Array | undefined)[]> = {
  [Index in keyof Parts]: Parts[Index] extends Uint8Array ? Content : Content | null;
};

/**
 * Stores some bytes, does what names them, and lets go of those that were not named after all. Nothing is a null.
 * @example await putBytes(deps, [small, large] as const, ([small, large]) => commit(setPicture, { user, small, large, at }));
 */
export async function putBytes<const Parts extends readonly (Uint8Array | undefined)[], Result>(
  { storage, incoming }: Deps,
  parts: Parts,
  use: (contents: ContentsOf<Parts>) => Promise<Result>,
): Promise<Result> {
  const contents: (Content | null)[] = [];
  try {
    for (const bytes of parts) contents.push(bytes === undefined ? null : await put(bytes));
    return await use(contents as ContentsOf<Parts>);
  } finally {
    storage.release(...contents);
  }

  async function put(bytes: Uint8Array): Promise<Content> {
    const id = randomToken(12);
    try {
      await Bun.write(incoming.pathOf(id), bytes, { mode: 0o600 });
      return await storage.put(incoming.pathOf(id));
    } finally {
      await incoming.discard(id);
    }
  }
}
