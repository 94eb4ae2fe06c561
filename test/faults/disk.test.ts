/** The disk is full, or can only be read: reading goes on, and writing comes back by itself. */
import { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { NoBackup } from "../../src/database/backup.ts";
import type { Migration } from "../../src/database/migrate.ts";
import { upgrade } from "../../src/database/upgrade.ts";
import { runServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";
import { fault, rounds } from "./fault.ts";
import { mountDisk, whyNoMount } from "./mount.ts";
import { openScene } from "./scene.ts";
import { expectReadOnly } from "./unwritable.ts";

const TIMES = rounds(2, 10);
const BYTES = 12 * 1_048_576;

const cannot = whyNoMount();

fault(
  "while the disk is full posting is refused with a sentence, reading goes on, and all is well after",
  async (random) => {
    using disk = mountDisk(BYTES);
    await using scene = await openScene(random, { environment: { DATA_DIR: join(disk.path, "db") } });
    const nemesis = random.fork("nemesis");
    await scene.more(60);
    for (let time = 0; time < TIMES; time++) {
      disk.fill(true);
      await expectReadOnly(scene);
      await Bun.sleep(nemesis.between(0, 500));
      disk.fill(false);
      await scene.more(nemesis.between(10, 100));
    }
    return await scene.settle(TIMES);
  },
  { cannot },
);

fault(
  "a server that is killed while the disk is full starts again, and nothing is lost",
  async (random) => {
    using disk = mountDisk(BYTES);
    await using scene = await openScene(random, { environment: { DATA_DIR: join(disk.path, "db") } });
    await scene.more(60);
    for (let time = 0; time < TIMES; time++) {
      disk.fill(true);
      await expectReadOnly(scene);
      await scene.server.stop("SIGKILL");
      disk.fill(false);
      await scene.server.restart();
      await scene.more(20);
    }
    return await scene.settle(TIMES);
  },
  { cannot },
);

fault(
  "a read-only disk stops the start with one line; once it can be written, all is there",
  async (random) => {
    using disk = mountDisk(BYTES);
    const folder = join(disk.path, "db");
    await using scene = await openScene(random, { environment: { DATA_DIR: folder }, edits: false });
    await scene.more(random.between(10, 60));
    await scene.server.stop("SIGKILL");
    disk.remount("ro");
    const { code, output } = await runServer({ PORT: "0", DATA_DIR: folder });
    disk.remount("rw");
    expect(code).toBe(1);
    expect(output).toMatch(/^Parlor can't start: .+\n$/);
    expect(output).toContain(folder);
    await scene.server.restart();
    await waitFor(async () => (await scene.person.ask("/rooms/lobby")).ok, "the room to open");
    return await scene.settle(1);
  },
  { cannot },
);

fault(
  "without room for the backup nothing is upgraded, and with it all is",
  async (random) => {
    using disk = mountDisk(BYTES);
    using db = new Database(join(disk.path, "parlor.sqlite"), { create: true });
    const steps: Migration[] = [
      { level: 1, name: "0001-first.sql", sql: "CREATE TABLE lines (text TEXT)" },
      { level: 2, name: "0002-second.sql", sql: "ALTER TABLE lines ADD COLUMN more TEXT" },
    ];
    const step = (level: number) => upgrade(db, disk.path, steps.slice(0, level));
    const columns = () => db.query("SELECT name FROM pragma_table_info('lines')").values().flat();
    step(1);
    const insert = db.query("INSERT INTO lines VALUES (?)");
    for (let line = 0; line < 2_000; line++) insert.run("x".repeat(random.between(200, 1_000)));
    disk.fill(true);
    const before = readdirSync(disk.path);
    expect(() => step(2)).toThrow(NoBackup);
    expect(() => step(2)).toThrow(/^the backup .+ can't be written \(database or disk is full\)$/);
    expect([columns(), readdirSync(disk.path)]).toEqual([["text"], before]);
    disk.fill(false);
    step(2);
    expect(columns()).toEqual(["text", "more"]);
    return { faults: 2, sent: 0, checked: 2_000 };
  },
  { cannot },
);
