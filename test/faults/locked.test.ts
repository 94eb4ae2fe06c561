/** Another process works on the database: nobody who reads has to wait, and who writes is stored or told. */
import { expect } from "bun:test";

import { openBehindServer } from "../support/database.ts";
import { fault, rounds } from "./fault.ts";
import { openScene, type Scene } from "./scene.ts";

const TIMES = rounds(2, 10);
const PATHS = ["/healthz", "/rooms/lobby", "/rooms/lobby/messages?before=20"];

/** Longest time a page may take meanwhile, in ms: nothing like the two seconds that a write waits. */
const AT_ONCE = 1_500;

fault(
  "while another process holds the database pages come at once, and posting waits or is refused",
  async (random) => {
    await using scene = await openScene(random, { writing: { patience: 10_000 } });
    const { server, person } = scene;
    const nemesis = random.fork("nemesis");
    await scene.more(60);
    for (let time = 0; time < TIMES; time++) {
      const long = time % 2 === 1;
      using db = openBehindServer(server.folder);
      db.run(nemesis.pick(["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"]));
      const post = person.post("Is anybody there?").then(({ status }) => status);
      await readOn(scene, (long ? 3_000 : 500) + nemesis.between(0, 500));
      db.run("ROLLBACK");
      expect(await post).toBe(long ? 503 : 201); // a write waits for two seconds
      await scene.more(nemesis.between(10, 60));
    }
    return await scene.settle(TIMES);
  },
);

fault("another process that checkpoints, vacuums and copies disturbs nobody", async (random) => {
  await using scene = await openScene(random, { writing: { pause: 0 } });
  const nemesis = random.fork("nemesis");
  await scene.more(60);
  const works = ["PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA wal_checkpoint(RESTART)", "VACUUM", "PRAGMA quick_check"];
  let worked = 0;
  let over = false;
  const working = (async () => {
    using db = openBehindServer(scene.server.folder);
    while (!over) {
      await Bun.sleep(nemesis.between(0, 50));
      try {
        db.run(nemesis.pick(works));
        worked++;
      } catch {
        // the server was faster
      }
    }
  })();
  await readOn(scene, rounds(2_000, 20_000));
  over = true;
  await working;
  return await scene.settle(worked);
});

/** Reads for so many ms. @throws when a page takes long or is refused */
async function readOn({ person }: Scene, ms: number): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end;) {
    for (const path of PATHS) {
      const asked = performance.now();
      const { status } = await person.ask(path);
      expect([path, status]).toEqual([path, 200]);
      expect(performance.now() - asked).toBeLessThan(AT_ONCE);
    }
  }
}
