/** The process ends and networks break while people are added to rooms and removed, read and write: nobody hears too much. */
import { waitFor } from "../support/wait.ts";
import { fault, rounds } from "./fault.ts";
import { HARMS, mend } from "./harms.ts";
import { openRoomsScene, type RoomsScene } from "./rooms-scene.ts";
import { settle } from "./rooms-settle.ts";

const TROUBLES = rounds(6, 250);

fault(
  `${TROUBLES} troubles of the server and of the network betray nothing of a room to those who are not in it, and lose nothing`,
  async (random) => {
    await using scene = await openRoomsScene(random);
    const nemesis = random.fork("nemesis");
    for (let trouble = 0; trouble < TROUBLES; trouble++) {
      await scene.more(nemesis.between(1, 30));
      if (nemesis.chance(0.4)) {
        await (nemesis.chance(0.6) ? scene.answer() : Bun.sleep(nemesis.between(0, 60)));
        await scene.end(nemesis.pick(["SIGKILL", "SIGKILL", "SIGTERM"]));
      } else {
        const place = nemesis.pick(scene.places);
        await nemesis.pick(Object.values(HARMS))(place, nemesis.fork(`${trouble}`), scene);
        if (nemesis.chance(0.7)) mend(place);
      }
      if (trouble % 4 === 3) scene.places.forEach(mend);
    }
    scene.places.forEach(mend);
    await scene.more(20);
    await waitFor(
      () => wereSentAway(scene),
      "somebody to be sent away when removed, and somebody when a room is closed",
    );
    return await settle(scene, TROUBLES);
  },
);

/** Both while they had the page open; the last of the people is in the attic only as long as it is open. */
function wereSentAway({ diary, guests, rooms }: RoomsScene): boolean {
  const sentAway = diary.sentAway.filter(({ heard }) => heard);
  const isClosed = sentAway.some(({ person, room }) => room === rooms.attic && person === guests.at(-1)?.id);
  return isClosed && sentAway.some(({ room }) => room === rooms.cellar);
}
