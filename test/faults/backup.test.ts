/** A backup or a restore is killed, or the disk is full: there is the one of before or the new one, and each of them whole. */
import { expect } from "bun:test";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { command, spawnCommand } from "../support/command.ts";
import { query } from "../support/database.ts";
import { postFiles, send } from "../support/files.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Person, register } from "../support/person.ts";
import { startServer } from "../support/server.ts";
import { fault, rounds } from "./fault.ts";
import { hashesIn, namedIn, openFilesScene } from "./files-scene.ts";
import { mountDisk, whyNoMount } from "./mount.ts";
import type { Random } from "./random.ts";

const KILLS = rounds(4, 150);

/** Everything that the database of a folder names is there, whole. Returns how much that is. */
function expectWhole(folder: string): number {
  const there = new Set(hashesIn(folder));
  const named = namedIn(folder);
  expect(named.filter((hash) => !there.has(hash))).toEqual([]);
  return named.length;
}

/** Sends files of some size, each in a message of its own. */
async function fill(person: Person, count: number, random: Random): Promise<void> {
  for (let number = 0; number < count; number++) {
    const { id } = await send(person, Buffer.alloc(random.between(1, 200_000), `${random.next()}`));
    expect((await postFiles(person, [id])).status).toBe(201);
  }
}

fault(
  `killed ${KILLS} times while files come and go, a backup can be restored as it was, or as it is now`,
  async (random) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "backup");
    await using scene = await openFilesScene(random, { senders: 2 });
    const nemesis = random.fork("nemesis");
    let checked = 0;
    await scene.more(20);
    expect(await command(scene.server.folder, "backup", path)).toMatchObject({ code: 0, err: "" });
    for (let kill = 0; kill < KILLS; kill++) {
      await scene.more(nemesis.between(1, 20));
      const backup = spawnCommand(scene.server.folder, "backup", path);
      await Bun.sleep(nemesis.between(50, 700));
      backup.kill("SIGKILL");
      await backup.exited;
      checked += expectWhole(path);
    }
    expect(await command(scene.server.folder, "backup", path)).toMatchObject({ code: 0, err: "" });
    expect(hashesIn(path)).toEqual(namedIn(path)); // what was deleted in the place is gone from it as well
    expect(readdirSync(path).filter((name) => /next|new|restor/.test(name))).toEqual([]);
    const other = join(folder.path, "other");
    expect(await command(other, "restore", path)).toMatchObject({ code: 0, err: "" });
    checked += expectWhole(other);
    return { faults: KILLS, sent: scene.acknowledged(), checked: checked + (await scene.settle()) };
  },
);

fault(`killed ${KILLS} times, a restore leaves the place as it was, or all of the backup`, async (random) => {
  using folder = temporaryFolder();
  const path = (name: string) => join(folder.path, name);
  await using server = await startServer({ POSTS_PER_10S: "1000000", FLUSH_INTERVAL_MS: "0" });
  const ada = await register(server.url, "Ada");
  await fill(ada, 30, random);
  expect((await command(server.folder, "backup", path("backup"))).code).toBe(0);
  for (const { id } of query<{ id: number }>(server.folder, "SELECT id FROM messages ORDER BY id LIMIT 20")) {
    await ada.ask(`/rooms/lobby/messages/${id}/delete`, { method: "POST", body: new URLSearchParams() });
  }
  await fill(ada, 10, random);
  await server.stop();
  cpSync(server.folder, path("now"), { recursive: true, filter: (source) => !source.endsWith(".sock") });
  const found = { old: 0, restored: 0 };
  let checked = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const data = path(`data-${kill}`);
    cpSync(path("now"), data, { recursive: true });
    const restore = spawnCommand(data, "restore", path("backup"));
    await Bun.sleep(random.between(50, 700));
    restore.kill("SIGKILL");
    await restore.exited;
    const whole = expectWhole(data);
    expect([20, 30]).toContain(whole);
    found[whole === 30 ? "restored" : "old"]++;
    checked += whole;
    expect(await command(data, "restore", path("backup"))).toMatchObject({ code: 0, err: "" }); // and it can be done again
    expect(expectWhole(data)).toBe(30);
  }
  return { faults: KILLS, sent: 40, checked };
});

fault(
  "on a full disk a backup fails in one line and the one of before is good; a restore fails and changes nothing",
  async (random) => {
    using folder = temporaryFolder();
    using disk = mountDisk(8 * 1_048_576);
    await using server = await startServer({ POSTS_PER_10S: "1000000", FLUSH_INTERVAL_MS: "0" });
    const ada = await register(server.url, "Ada");
    await fill(ada, 5, random);
    const onDisk = join(disk.path, "backup");
    expect((await command(server.folder, "backup", onDisk)).code).toBe(0);
    const before = expectWhole(onDisk);
    await fill(ada, 110, random);
    const failed = await command(server.folder, "backup", onDisk);
    expect([failed.code, failed.err]).toEqual([1, expect.stringMatching(/^the backup .+ can't be written \(.+\)\n$/)]);
    expect(expectWhole(onDisk)).toBe(before);

    const large = join(folder.path, "large");
    expect((await command(server.folder, "backup", large)).code).toBe(0);
    const place = join(disk.path, "place");
    expect((await command(place, "restore", onDisk)).code).toBe(0);
    const there = hashesIn(place);
    const refused = await command(place, "restore", large);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^.+ can't be restored \(.+\); nothing has changed\n$/)]); // prettier-ignore
    expect([expectWhole(place), hashesIn(place)]).toEqual([before, there]);
    expect(existsSync(join(place, "parlor.sqlite.restoring"))).toBe(false);
    return { faults: 2, sent: 115, checked: before };
  },
  { cannot: whyNoMount() },
);
