/** The files of the database refuse every change while they are open, as on a file system that went read-only. */
import { expect } from "bun:test";
import { join } from "node:path";

import { change } from "../support/database.ts";
import { fault, rounds } from "./fault.ts";
import { freeze, whyNoFreeze } from "./mount.ts";
import { openScene } from "./scene.ts";
import { expectReadOnly } from "./unwritable.ts";

const TIMES = rounds(2, 10);
const DAY = 86_400_000;

const filesOf = (folder: string) => ["parlor.sqlite", "parlor.sqlite-wal"].map((name) => join(folder, name));

const cannot = whyNoFreeze();

fault(
  "while files can't be written posting is refused, reading goes on, and all is well after",
  async (random) => {
    await using scene = await openScene(random, { edits: false });
    const files = filesOf(scene.server.folder);
    const nemesis = random.fork("nemesis");
    await scene.more(60);
    try {
      for (let time = 0; time < TIMES; time++) {
        freeze(true, ...files);
        await expectReadOnly(scene);
        await Bun.sleep(nemesis.between(0, 500));
        freeze(false, ...files);
        await scene.more(nemesis.between(10, 100));
      }
    } finally {
      freeze(false, ...files);
    }
    return await scene.settle(TIMES);
  },
  { cannot },
);

fault(
  "who was last here days ago can read while nothing can be stored",
  async (random) => {
    await using scene = await openScene(random, { writers: 1, followers: 1, edits: false });
    const { server, person } = scene;
    await scene.more(1);
    await server.stop();
    change(server.folder, "UPDATE sessions SET expires_at = expires_at - ?", 2 * DAY);
    await server.restart();
    await scene.more(1);
    const files = filesOf(server.folder);
    freeze(true, ...files);
    try {
      const page = await person.ask("/rooms/lobby");
      expect(page.status).toBe(200);
    } finally {
      freeze(false, ...files);
    }
    return await scene.settle(1);
  },
  { cannot },
);
