/** The network between people and the server is bad in every way a network can be. */
import type { Proxy } from "../support/proxy.ts";
import { fault, rounds } from "./fault.ts";
import type { Random } from "./random.ts";
import { openScene, type Scene } from "./scene.ts";

/** Each does its harm to one place for a while. */
const HARMS: Record<string, (place: Proxy, random: Random, scene: Scene) => Promise<void>> = {
  async "is cut"(place, random) {
    place.turn("cut");
    await Bun.sleep(random.between(10, 600));
  },
  async "is half open"(place, random) {
    place.turn("half-open");
    await Bun.sleep(random.between(10, 3_000));
  },
  async "goes deaf to the sockets alone"(place, random) {
    place.turn("deaf");
    await Bun.sleep(random.between(10, 100));
  },
  async "loses what people send"(place, random) {
    place.turn("no-requests");
    await Bun.sleep(random.between(10, 2_000));
  },
  async "loses what the server answers"(place, random) {
    place.turn("no-answers");
    await Bun.sleep(random.between(10, 2_000));
  },
  async "is late, and lets one connection overtake another"(place, random, scene) {
    const late = random.fork("late");
    place.pace({ late: () => late.between(0, 900) });
    await scene.more(random.between(1, 20));
  },
  async "carries one byte at a time"(place, random, scene) {
    place.pace({ byByte: true });
    await scene.more(random.between(5, 40));
  },
};

const EACH = rounds(1, 12);

for (const [name, harm] of Object.entries(HARMS)) {
  fault(
    `when the network ${name}, nothing is lost and nothing doubled, and everybody comes back`,
    async (random) => {
      await using scene = await openScene(random, {
        places: 3,
        writers: 6,
        followers: 9,
        writing: { patience: 500 }, // shorter than the network is late: repeats meet their originals
        following: { opening: 1_500 },
      });
      const nemesis = random.fork("nemesis");
      let faults = 0;
      for (let round = 0; round < EACH; round++) {
        await scene.more(nemesis.between(5, 60));
        const spared = nemesis.chance(0.5) ? nemesis.pick(scene.places) : undefined;
        const harmed = scene.places.filter((place) => place !== spared);
        await Promise.all(harmed.map((place, index) => harm(place, nemesis.fork(`${round} ${index}`), scene)));
        harmed.forEach(mend);
        faults += harmed.length;
      }
      return await scene.settle(faults);
    },
    { atOnce: true },
  );
}

const MIXED = rounds(8, 200);

fault(`${MIXED} troubles of the network in any order, and of the server's process, lose nothing`, async (random) => {
  await using scene = await openScene(random, {
    places: 3,
    writers: 6,
    followers: 9,
    writing: { patience: 700 },
    following: { opening: 1_500 },
  });
  const nemesis = random.fork("nemesis");
  for (let trouble = 0; trouble < MIXED; trouble++) {
    await scene.more(nemesis.between(1, 30));
    const place = nemesis.pick(scene.places);
    await nemesis.pick(Object.values(HARMS))(place, nemesis.fork(`${trouble}`), scene);
    if (nemesis.chance(0.6)) mend(place);
    if (nemesis.chance(0.3)) {
      await scene.server.stop(nemesis.pick(["SIGKILL", "SIGTERM"]));
      await scene.server.restart();
    }
    mend(nemesis.pick(scene.places));
    if (trouble % 4 === 3) scene.places.forEach(mend);
  }
  scene.places.forEach(mend);
  return await scene.settle(MIXED);
});

function mend(place: Proxy): void {
  place.turn("fine");
  place.pace({});
}
