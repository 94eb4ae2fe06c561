/**
 * The files of `public`: built ones by their hash for a year, with their compressed forms. What has such forms is kept in
 * them alone, which together are half as large, and outlives a build that replaces it; anything else is read when it is
 * first asked for.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

import { lazy } from "../lib/lazy.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { PUBLIC } from "../paths.ts";
import { type Accent, ACCENT_NAMES } from "../views/accents.ts";
import type { BuiltAddresses } from "../views/layout.tsx";
import { accepts } from "./compress.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

export type Assets = BuiltAddresses & {
  /** The addresses of all files. */
  paths: string[];
  /** The file at a path, in the best encoding that the browser accepts; nothing when there is no such file. */
  answer: (path: string, request: Request) => Response | undefined;
};

/** `bun run build` has not run. Its message is one line for the operator. */
export class NotBuilt extends OperatorError {}

type Encoding = "br" | "gzip";
type Bytes = Uint8Array<ArrayBuffer>;
type File = {
  type: string;
  immutable: boolean;
  encoded: Partial<Record<Encoding, Bytes>>;
  /** The file as it is; nothing when it is gone. */
  plain: () => Bytes | undefined;
};

const SUFFIX: Record<Encoding, string> = { br: ".br", gzip: ".gz" };
const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
};

/** @throws NotBuilt */
export function openAssets(folder: string = PUBLIC): Assets {
  const files = new Map<string, File>();
  for (const name of readdirSync(folder)) addFile(files, folder, "", name, false);
  const build = join(folder, "build");
  for (const name of newestFirst(build)) addFile(files, build, "/build", name, true);

  const built = (name: string, extension: string) => {
    const path = files.keys().find((path) => path.startsWith(`/build/${name}-`) && extname(path) === extension);
    if (!path) throw new NotBuilt("public/build is incomplete: run `bun run build` first");
    return path;
  };

  return {
    script: built("main", ".js"),
    style: built("parlor", ".css"),
    emoji: built("emoji", ".json"),
    pages: built("pages", ".css"),
    later: built("later", ".css"),
    invite: built("invite", ".js"),
    forms: built("forms", ".js"),
    admin: built("admin", ".js"),
    landing: built("landing", ".js"),
    pictures: Object.fromEntries(ACCENT_NAMES.map((name) => [name, built(`picture-${name}`, ".png")])) as Record<
      Accent,
      string
    >,
    paths: [...files.keys()],
    answer(path, request) {
      const file = files.get(path);
      if (!file) return undefined;
      const encoding = (["br", "gzip"] as const).find((name) => file.encoded[name] && accepts(request, name));
      const bytes = encoding ? file.encoded[encoding] : file.plain();
      if (!bytes) return undefined;
      const headers = new Headers(SECURITY_HEADERS);
      headers.set("content-type", file.type);
      headers.set("vary", "Accept-Encoding");
      headers.set("cache-control", file.immutable ? "public, max-age=31536000, immutable" : "public, max-age=3600");
      if (encoding) headers.set("content-encoding", encoding);
      return new Response(bytes, { headers });
    },
  };
}

/** While a build is replaced, the old one is there as well. */
function newestFirst(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => extname(name) in TYPES) : [];
  const builtAt = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const ages = new Map(names.map((name) => [name, builtAt(name)]));
  return names.sort((a, b) => (ages.get(b) ?? 0) - (ages.get(a) ?? 0));
}

function addFile(files: Map<string, File>, folder: string, prefix: string, name: string, immutable: boolean) {
  const type = TYPES[extname(name)];
  if (!type) return;
  const path = join(folder, name);
  const encoded = { br: readIfThere(path + SUFFIX.br), gzip: readIfThere(path + SUFFIX.gzip) };
  files.set(`${prefix}/${name}`, { type, immutable, encoded, plain: plainOf(path, encoded.gzip) });
}

/** A browser that takes no gzip is rare enough to unpack a file for it, once. */
function plainOf(path: string, gzip: Bytes | undefined): File["plain"] {
  if (gzip) return lazy(() => Bun.gunzipSync(gzip));
  let bytes: Bytes | undefined;
  return () => (bytes ??= readIfThere(path));
}

const readIfThere = (path: string): Bytes | undefined => (existsSync(path) ? readFileSync(path) : undefined);
