/** The disk is full, or can only be read: reading goes on, and writing comes back by itself. */
import { expect } from "bun:test";
import { join } from "node:path";

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
