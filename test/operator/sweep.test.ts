/** The operator sweeps the files of a place, beside its server and without one, and is told which of them are lost. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { command } from "../support/command.ts";
import { sha256 } from "../support/contents.ts";
import { change } from "../support/database.ts";
import { postFiles, send } from "../support/files.ts";
import { find } from "../support/html.ts";
import { register } from "../support/person.ts";
import { betweenRuns, startServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const pathOf = (folder: string, hash: string) => join(folder, "files", hash.slice(0, 2), hash);

/** Leaves bytes that nothing names, as a server does that is killed at the wrong moment. */
function leaveOrphan(folder: string, text: string): string {
  const path = pathOf(folder, sha256(text));
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  utimesSync(path, new Date(0), new Date(0));
  return path;
}

test("what belongs to nothing goes, what is lost is named, and the administrators and the metrics know of it", async () => {
  await using server = await startServer({ FLUSH_INTERVAL_MS: "0", METRICS_TOKEN: "t".repeat(32) });
  const { folder } = server;
  const ada = await register(server.url, "Ada");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1"));
  const file = await send(ada, "dear", { name: "letter.txt" });
  await postFiles(ada, [file.id]);

  const orphan = leaveOrphan(folder, "orphan");
  const clean = await command(folder, "sweep");
  expect([clean.code, clean.err, existsSync(orphan)]).toEqual([0, "", false]);
  expect(clean.out).toBe(
    "in the store: 1 file, 4 bytes\nremoved: 1 file, 6 bytes, that nothing named; 0 temporary files, 0 bytes\nmissing: 0, damaged: 0\n",
  );

  rmSync(pathOf(folder, sha256("dear")));
  for (const runs of [true, false]) {
    if (!runs) await server.stop();
    const { code, out, err } = await command(folder, "sweep");
    expect([code, err]).toEqual([1, "1 content is missing or damaged\n"]);
    expect(out).toEndWith(`missing: 1, damaged: 0\n  letter.txt in lobby (/files/${file.id})\n`);
  }
  await server.restart();
  const page = await (await ada.ask("/admin/storage")).text();
  expect(find(page, ".problem").map(({ text }) => text)).toEqual([expect.stringContaining("1 file is lost")]);
  const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${"t".repeat(32)}` } });
  const text = await metrics.text();
  expect(text).toContain("\nparlor_files_lost 1\n");
  expect(text).toContain("\nparlor_files_bytes 4\n");
});
