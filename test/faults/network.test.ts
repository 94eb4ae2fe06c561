/** The network between people and the server is bad in every way a network can be. */
import { fault, rounds } from "./fault.ts";
import { HARMS, mend } from "./harms.ts";
import { openScene } from "./scene.ts";

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

const MIXED = rounds(6, 200);

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
