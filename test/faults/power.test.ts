/** The power fails: what the disk held at a random moment is a whole database, with all that was acknowledged. */
import { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../support/folder.ts";
import { waitFor } from "../support/wait.ts";
import { fault, rounds } from "./fault.ts";
import type { Random } from "./random.ts";
import { openScene, type Scene } from "./scene.ts";

const CUTS = rounds(10, 200);

fault(`at ${CUTS} random moments the files hold all that was acknowledged or shown`, async (random) => {
  await using scene = await openScene(random, { writers: 6, writing: { pause: 0 }, edits: false });
  const nemesis = random.fork("nemesis");
  let checked = 0;
  for (let cut = 0; cut < CUTS; cut++) {
    await scene.more(nemesis.between(1, 40));
    await (nemesis.chance(0.7) ? scene.acknowledgement() : Bun.sleep(nemesis.between(0, 20)));
    const promised = promises(scene);
    using copy = await copyFiles(scene);
    const stored = readCopy(copy.path);
    expect(promised.filter((key) => !stored.has(key))).toEqual([]);
    checked += promised.length;
    tear(copy.path, nemesis);
    const left = [...readCopy(copy.path)];
    expect(left).toEqual([...stored].slice(0, left.length));
  }
  const figures = await scene.settle(CUTS);
  return { ...figures, checked: figures.checked + checked };
});

/** The keys of all that anybody was told is stored, or has seen. */
const promises = ({ writers, followers }: Scene): string[] => [
  ...writers.flatMap(({ messages }) => messages.filter(({ id }) => id !== undefined).map(({ key }) => key)),
  ...followers.flatMap(({ seen }) => [...seen].map((row) => row.split(" ")[1] ?? "")),
];

/** The database and its log as they are now, the server standing still meanwhile. */
async function copyFiles({ server }: Scene) {
  const copy = temporaryFolder();
  const pid = server.pid();
  process.kill(pid, "SIGSTOP");
  try {
    await waitFor(() => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, "utf8")), "the server to stand still");
    for (const name of ["parlor.sqlite", "parlor.sqlite-wal"]) {
      if (existsSync(join(server.folder, name))) copyFileSync(join(server.folder, name), join(copy.path, name));
    }
  } finally {
    process.kill(pid, "SIGCONT");
  }
  return copy;
}

/** Takes away the end of the log, as a disk does that had not written all of it: what was before is whole all the same. */
function tear(folder: string, random: Random): void {
  const log = join(folder, "parlor.sqlite-wal");
  if (existsSync(log)) truncateSync(log, random.between(0, statSync(log).size));
  rmSync(join(folder, "parlor.sqlite-shm"), { force: true });
}

/** The keys of all messages, in order. */
function readCopy(folder: string): Set<string> {
  using db = new Database(join(folder, "parlor.sqlite"), { readwrite: true });
  expect(db.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
  expect(db.query("PRAGMA foreign_key_check").values()).toEqual([]);
  return new Set(db.query("SELECT key FROM messages ORDER BY id").values().flat() as string[]);
}
