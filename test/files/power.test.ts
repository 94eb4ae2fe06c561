/** The power fails: the disk has the bytes before they have their name, and the name before anybody is told of it. */
import { expect, test } from "bun:test";
import { realpathSync } from "node:fs";
import { join } from "node:path";

import { sha256 } from "../support/contents.ts";
import { temporaryFolder } from "../support/folder.ts";

const STRACE = ["strace", "-f", "-y", "-qq", "-e", "trace=fsync,rename,write"];

const cannot = whyNoTrace();
if (cannot) process.stderr.write(`not tested here: the order in which files reach the disk (${cannot})\n`);

function whyNoTrace(): string | undefined {
  if (!Bun.which("strace")) return "strace not installed";
  return Bun.spawnSync(["strace", "-o", "/dev/null", "true"]).success ? undefined : "strace may not be used";
}

test.skipIf(cannot !== undefined)("an acknowledged file is on the disk with its name and its folder", async () => {
  using folder = temporaryFolder();
  const dataDir = realpathSync(folder.path);
  const trace = join(dataDir, "trace");
  const program = [process.execPath, join(import.meta.dir, "put-once.ts"), dataDir];
  const child = Bun.spawn([...STRACE, "-o", trace, ...program], { stdio: ["ignore", "ignore", "inherit"] });
  expect(await child.exited).toBe(0);
  const hash = sha256("durable");
  const incoming = "files/incoming/…";
  const home = `files/${hash.slice(0, 2)}`;
  expect(stepsOf(await Bun.file(trace).text(), dataDir)).toEqual([
    `fsync ${incoming}`,
    "fsync files",
    "fsync ",
    `rename ${incoming} ${home}/${hash}`,
    `fsync ${home}`,
    "acknowledged",
  ]);
});

/** What was asked of the disk, one call after the other. */
function stepsOf(trace: string, dataDir: string): string[] {
  return trace.split("\n").flatMap((line) => {
    if (line.includes('"acknowledged"')) return ["acknowledged"];
    const call = /\b(fsync|rename)\(/.exec(line)?.[1]; // threads may be cut into one another: a call is where it begins
    const paths = [...line.matchAll(/["<](\/[^">]*)[">]/g)].map(([, path = ""]) => path);
    if (!call || !paths.every((path) => path.startsWith(dataDir))) return [];
    const names = paths.map((path) => path.slice(dataDir.length + 1).replace(/incoming\/.*/, "incoming/…"));
    return [`${call} ${names.join(" ")}`];
  });
}
