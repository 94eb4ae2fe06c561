/** The server's process ends at random moments, one way or the other, while people talk. */
import { expect } from "bun:test";

import { fault, rounds } from "./fault.ts";
import { openScene } from "./scene.ts";

const KILLS = rounds(12, 200);
const STOPS = rounds(4, 50);

fault(`killed ${KILLS} times at random moments, the server loses nothing and doubles nothing`, async (random) => {
  await using scene = await openScene(random, { environment: { FLUSH_INTERVAL_MS: String(random.pick([0, 5, 50])) } });
  const nemesis = random.fork("nemesis");
  for (let kill = 0; kill < KILLS; kill++) {
    if (nemesis.chance(0.8)) await scene.more(nemesis.between(1, 40));
    await (nemesis.chance(0.5) ? scene.acknowledgement() : Bun.sleep(nemesis.between(0, 60)));
    await scene.server.stop("SIGKILL");
    await scene.server.restart();
  }
  await scene.more(20);
  return await scene.settle(KILLS);
});

fault(`asked to stop ${STOPS} times under load, it ends well within five seconds and loses nothing`, async (random) => {
  await using scene = await openScene(random, { writers: 8, writing: { pause: 0 } });
  const nemesis = random.fork("nemesis");
  for (let stop = 0; stop < STOPS; stop++) {
    await scene.more(nemesis.between(10, 100));
    const started = performance.now();
    expect(await scene.server.stop(nemesis.pick(["SIGTERM", "SIGINT"]))).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    await scene.server.restart();
  }
  await scene.more(20);
  return await scene.settle(STOPS);
});
