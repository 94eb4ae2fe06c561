/** The server ends, the disk fills up and the power fails while people send files: what was acknowledged is there, whole. */
import { expect } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { waitFor } from "../support/wait.ts";
import { fault, rounds } from "./fault.ts";
import { type FilesScene, hashesIn, namedIn, openFilesScene } from "./files-scene.ts";
import { mountCuttable, mountDisk, whyNoCut, whyNoMount } from "./mount.ts";

const KILLS = rounds(4, 150);
const FILLS = rounds(2, 20);
const CUTS = rounds(3, 80);

fault(
  `killed ${KILLS} times while files are sent, sent on and deleted, it has all that was acknowledged, and nothing else`,
  async (random) => {
    await using scene = await openFilesScene(random);
    const nemesis = random.fork("nemesis");
    for (let kill = 0; kill < KILLS; kill++) {
      if (nemesis.chance(0.8)) await scene.more(nemesis.between(1, 15));
      await (nemesis.chance(0.5) ? scene.acknowledgement() : Bun.sleep(nemesis.between(0, 60)));
      await scene.server.stop("SIGKILL");
      await scene.server.restart();
    }
    await scene.more(10);
    const sent = scene.acknowledged();
    return { faults: KILLS, sent, checked: await scene.settle() };
  },
);

fault(
  "while the disk is full files are refused with a sentence, none of them is half there, and all is well after",
  async (random) => {
    using disk = mountDisk(24 * 1_048_576);
    const environment = { DATA_DIR: join(disk.path, "db") };
    await using scene = await openFilesScene(random, { environment, most: 60_000, again: [507] });
    const nemesis = random.fork("nemesis");
    for (let fill = 0; fill < FILLS; fill++) {
      await scene.more(nemesis.between(5, 30));
      disk.fill(true);
      await Bun.sleep(nemesis.between(100, 800));
      if (nemesis.chance(0.3)) await scene.server.stop("SIGKILL");
      disk.fill(false);
      if (!isRunning(scene)) await scene.server.restart();
    }
    await scene.more(10);
    expect(scene.senders.some(({ failures }) => failures() > 0)).toBe(true);
    const sent = scene.acknowledged();
    return { faults: FILLS, sent, checked: await scene.settle() };
  },
  { cannot: whyNoMount() },
);

const isRunning = ({ server }: FilesScene): boolean => {
  try {
    return !readFileSync(`/proc/${server.pid()}/status`, "utf8").includes("State:\tZ");
  } catch {
    return false;
  }
};

fault(
  `the power is cut ${CUTS} times: what the disk really has holds every file that was acknowledged, and no half of one`,
  async (random) => {
    using disk = mountCuttable(192 * 1_048_576);
    const folder = join(disk.path, "db");
    mkdirSync(folder);
    await using scene = await openFilesScene(random, { environment: { DATA_DIR: folder }, most: 40_000, senders: 3 });
    const nemesis = random.fork("nemesis");
    let checked = 0;
    for (let cut = 0; cut < CUTS; cut++) {
      await scene.more(nemesis.between(1, 20));
      await (nemesis.chance(0.7) ? scene.acknowledgement() : Bun.sleep(nemesis.between(0, 40)));
      const promised = promises(scene);
      using after = await cutPower(scene, disk);
      const data = join(after.path, "db");
      const [there, named] = [new Set(hashesIn(data)), namedIn(data)];
      expect(promised.filter((hash) => !there.has(hash))).toEqual([]);
      expect(named.filter((hash) => !there.has(hash))).toEqual([]);
      checked += promised.length;
    }
    const sent = scene.acknowledged();
    return { faults: CUTS, sent, checked: checked + (await scene.settle()) };
  },
  { cannot: whyNoCut() },
);

/** What the disk has, while the server stands still: what the system has not written yet is lost. */
async function cutPower({ server }: FilesScene, disk: ReturnType<typeof mountCuttable>) {
  const pid = server.pid();
  process.kill(pid, "SIGSTOP");
  try {
    await waitFor(() => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, "utf8")), "the server to stand still");
    return await disk.cut();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

/** The hashes of all files that were acknowledged, and that nobody has deleted or is deleting. */
const promises = ({ senders }: FilesScene): string[] =>
  senders.flatMap(({ parcels, waiting }) => [
    ...parcels.filter(({ gone }) => gone === "no").flatMap(({ files }) => files.map(({ hash }) => hash)),
    ...[...waiting].map(({ hash }) => hash),
  ]);
