/** The server's clock jumps backwards and forwards: the order of messages does not depend on it. */
import { expect } from "bun:test";

import { openMovableClock } from "../support/clock.ts";
import { query } from "../support/database.ts";
import { fault, rounds } from "./fault.ts";
import { openScene } from "./scene.ts";

const JUMPS = rounds(10, 100);
const HOUR = 3_600_000;

fault(`${JUMPS} jumps of the clock lose nothing and change no order`, async (random) => {
  using clock = openMovableClock();
  await using scene = await openScene(random, { environment: clock.environment });
  const nemesis = random.fork("nemesis");
  for (let jump = 0; jump < JUMPS; jump++) {
    await scene.more(nemesis.between(5, 30));
    // Days, minutes or moments; not so far ahead that sessions end, as they should then.
    const off = nemesis.pick([
      nemesis.between(-9_000, 600) * HOUR,
      nemesis.between(-60, 60) * 60_000,
      nemesis.between(-99, 99),
    ]);
    clock.move(Date.now() + off - clock.now());
    if (nemesis.chance(0.2)) scene.followers.forEach((follower) => follower.vanish());
    if (nemesis.chance(0.1)) {
      await scene.server.stop("SIGKILL");
      await scene.server.restart();
    }
  }
  await scene.more(10);
  const figures = await scene.settle(JUMPS);
  const times = query<{ at: number }>(scene.server.folder, "SELECT created_at AS at FROM messages ORDER BY id");
  const backwards = times.filter(({ at }, index) => at < (times[index - 1]?.at ?? 0));
  expect(backwards.length).toBeGreaterThan(0); // else the clock was right all the time
  return figures;
});
