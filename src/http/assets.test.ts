/** What was once served of the files of the page goes on being there, though its file is gone. */
import { afterAll, expect, test } from "bun:test";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { PUBLIC } from "../paths.ts";
import { openAssets } from "./assets.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

test.each([
  ["gzip, br", "br", ".br"],
  ["gzip", "gzip", ".gz"],
  ["identity", null, ""],
])("a build that replaces the files takes none from a server that runs: %s", async (accepted, encoding, suffix) => {
  cpSync(PUBLIC, folder.path, { recursive: true });
  const assets = openAssets(folder.path);
  rmSync(join(folder.path, "build"), { recursive: true });
  const part = assets.paths.find((path) => path.startsWith("/build/part-")) ?? ""; // what an open page asks for later
  for (const path of [assets.script, assets.style, assets.emoji, part]) {
    const answer = assets.answer(path, ask(path, accepted));
    expect(answer?.headers.get("content-encoding")).toBe(encoding);
    expect(await answer?.bytes()).toEqual(new Uint8Array(readFileSync(join(PUBLIC, path + suffix))));
  }
});

test("a picture that was asked for before it went is still there, and another is not", () => {
  cpSync(PUBLIC, folder.path, { recursive: true });
  const { answer, pictures } = openAssets(folder.path);
  const statusOf = (path: string) => answer(path, ask(path))?.status;
  expect(statusOf(pictures.lamp)).toBe(200);
  rmSync(join(folder.path, "build"), { recursive: true });
  expect([statusOf(pictures.lamp), statusOf(pictures.moss)]).toEqual([200, undefined]);
});

const ask = (path: string, accepted = "identity") =>
  new Request(`http://localhost${path}`, { headers: { "accept-encoding": accepted } });
