/** A restore that is killed leaves the old database or the new one, and each of them whole. */
import { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { command, spawnCommand } from "../support/command.ts";
import { addMessages } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { register } from "../support/person.ts";
import { betweenRuns, startServer } from "../support/server.ts";
import { fault, rounds } from "./fault.ts";

const KILLS = rounds(8, 200);
const [BEFORE, SINCE] = [2_000, 500];

function messagesIn(path: string): number {
  using db = new Database(path, { readwrite: true });
  expect(db.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  return db.query<{ count: number }, []>("SELECT count(*) AS count FROM messages").get()?.count ?? 0;
}

fault(
  `killed ${KILLS} times at random moments, a restore loses neither the old database nor the new one`,
  async (random) => {
    using folder = temporaryFolder();
    const path = (name: string) => join(folder.path, name);
    await using server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000000" });
    const ada = await register(server.url, "Ada");
    const before = Array.from({ length: BEFORE }, (_, index) => ({ room: 1, body: `message ${index}` }));
    await betweenRuns(server, (folder) => addMessages(folder, before));
    await command(server.folder, "backup", path("backup.sqlite"));
    for (let index = 0; index < SINCE; index++) await ada.say(`later ${index}`);
    await server.stop("SIGKILL"); // the latest is still in the write-ahead log
    cpSync(server.folder, path("now"), { recursive: true, filter: (source) => !source.endsWith(".sock") });

    const found = { old: 0, restored: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      const data = path(`data-${kill}`);
      cpSync(path("now"), data, { recursive: true });
      const restore = spawnCommand(data, "restore", path("backup.sqlite"));
      await Bun.sleep(random.between(20, 260));
      restore.kill("SIGKILL");
      await restore.exited;
      const count = messagesIn(join(data, "parlor.sqlite"));
      expect([BEFORE, BEFORE + SINCE]).toContain(count);
      const kept = readdirSync(data).filter((name) => /^before-restore-.*\.sqlite$/.test(name));
      for (const name of kept) expect(messagesIn(join(data, name))).toBe(BEFORE + SINCE);
      if (count === BEFORE) expect(kept).toHaveLength(1);
      found[count === BEFORE ? "restored" : "old"]++;
      expect((await command(data, "restore", path("backup.sqlite"))).code).toBe(0); // and it can be done again
      expect(messagesIn(join(data, "parlor.sqlite"))).toBe(BEFORE);
    }
    return { faults: KILLS, sent: KILLS * (BEFORE + SINCE), checked: found.old + found.restored };
  },
);
