/** Readers that are no trouble to anybody else: asleep, or many and gone. */
import { expect } from "bun:test";

import { waitFor } from "../support/wait.ts";
import { fault, rounds } from "./fault.ts";
import { loadPage } from "./follower.ts";
import { openScene, type Scene } from "./scene.ts";

const NAPS = rounds(1, 20);

/** Enough messages, of 10,000 characters on average, to fill the buffers of the machine as well as the server's. */
const MANY = 900;

fault("readers that stop reading for a while are dropped, come back, and have everything", async (random) => {
  const nemesis = random.fork("nemesis");
  await using scene = await openScene(random, {
    environment: {
      BACKPRESSURE_BYTES: "65536",
      MESSAGE_LENGTH: "20000",
      CATCH_UP_ROWS: nemesis.pick(["500", "10000"]),
    },
    places: 2,
    writers: 6,
    followers: 6,
    writing: { length: 19_000, pause: 0, patience: 10_000 },
  });
  const [, asleep] = scene.places;
  if (!asleep) throw new Error("two places are needed");
  const sleepers = scene.followers.filter((_, index) => index % 2 === 1);
  const connections = () => sleepers.reduce((sum, sleeper) => sum + sleeper.figures().connections, 0);
  await waitFor(() => scene.followers.every((follower) => follower.isOpen()), "everybody to be there");
  const before = connections();
  for (let nap = 0; nap < NAPS; nap++) {
    for (const sleeper of sleepers) sleeper.sleep(true);
    asleep.turn("stalled");
    await writeOn(scene, nap % 2 === 0 ? MANY : nemesis.between(1, MANY));
    asleep.turn("fine");
    for (const sleeper of sleepers) sleeper.sleep(false);
    await waitFor(() => sleepers.every((sleeper) => sleeper.isOpen()), "the sleepers to be back", 30_000);
  }
  const figures = await scene.settle(NAPS * sleepers.length);
  expect(connections()).toBeGreaterThan(before); // else nobody was dropped
  return figures;
});

/** Those who are awake write so many messages more. Those asleep hold on to theirs. */
async function writeOn({ writers }: Scene, count: number): Promise<void> {
  const awake = writers.filter((_, index) => index % 2 === 0);
  const answered = () => awake.reduce((sum, { messages }) => sum + messages.length, 0);
  const enough = answered() + count;
  await waitFor(() => answered() >= enough, "those who are awake to write on", 60_000);
}

const RETURNS = rounds(1, 10);

fault("a thousand sockets that vanish and return at once have everything", async (random) => {
  await using scene = await openScene(random, { writers: 3, followers: 3 });
  await scene.more(30);
  const page = await loadPage(scene.person);
  const many = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => scene.join(random.fork(`guest ${index}`), { page, opening: 15_000 })),
  );
  for (let time = 0; time < RETURNS; time++) {
    await waitFor(() => many.every((follower) => follower.isOpen()), "all of them to be there", 30_000);
    await scene.more(20);
    for (const follower of many) follower.vanish();
    const asked = performance.now();
    expect((await scene.person.ask("/rooms/lobby")).status).toBe(200);
    expect(performance.now() - asked).toBeLessThan(5_000);
  }
  return await scene.settle(RETURNS * many.length);
});
