/** Slow work is done a few at a time, and nobody who asks for much of it holds up the others. */
import { expect, test } from "bun:test";

import { type FairQueueOptions, openFairQueue, type Place, TooBusy } from "./fair-queue.ts";

/** Work that ends when told to, in the order in which it began. */
function open(limits: Partial<FairQueueOptions> = {}) {
  const inTurn = openFairQueue({ atOnce: 1, waiting: 100, perFlow: 100, perSubject: 3, ...limits });
  const began: string[] = [];
  const refused: string[] = [];
  const held: PromiseWithResolvers<void>[] = [];
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  return {
    began,
    refused,
    ask(flow: string, name: string, place: Partial<Place> = {}) {
      const work = async () => {
        began.push(name);
        const hold = Promise.withResolvers<void>();
        held.push(hold);
        await hold.promise;
      };
      inTurn({ flow, ...place }, work).catch((error: unknown) => {
        if (!(error instanceof TooBusy)) throw error;
        refused.push(name);
      });
    },
    /** Ends whatever begins until nothing waits. */
    async finish() {
      await turn();
      for (let done = 0; done < held.length; done++) {
        held[done]?.resolve();
        await turn();
      }
    },
    async endFirst() {
      held.shift()?.resolve();
      await turn();
    },
    turn,
  };
}

const many = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`);

test("only so many are worked on at once, in the order they came", async () => {
  const { ask, began, endFirst } = open({ atOnce: 2 });
  for (const name of ["a", "b", "c", "d"]) ask("203.0.113.1", name);
  expect(began).toEqual(["a", "b"]);
  await endFirst();
  expect(began).toEqual(["a", "b", "c"]);
  await endFirst();
  expect(began).toEqual(["a", "b", "c", "d"]);
});

test("one that fails gives its place to the next", async () => {
  const inTurn = openFairQueue({ atOnce: 1, waiting: 1, perFlow: 1 });
  const failing = inTurn({ flow: "a" }, () => Promise.reject(new Error("no such algorithm")));
  const next = inTurn({ flow: "b" }, () => Promise.resolve("done"));
  await expect(failing).rejects.toThrow("no such algorithm");
  expect(await next).toBe("done");
});

test("flows take turns, however much one of them asks for", async () => {
  const { ask, began, finish } = open();
  for (const name of many(6, "flood")) ask("203.0.113.1", name);
  ask("198.51.100.1", "ada");
  ask("198.51.100.2", "grace");
  await finish();
  expect(began).toEqual(["flood0", "flood1", "ada", "grace", "flood2", "flood3", "flood4", "flood5"]);
});

test("one subject waits a few times only, in whichever flows", async () => {
  const { ask, refused, turn } = open();
  for (let flow = 0; flow < 8; flow++) ask(`203.0.113.${flow}`, "mallory", { subject: "mallory" });
  ask("203.0.113.1", "ada", { subject: "ada" });
  await turn();
  expect(refused).toEqual(["mallory", "mallory", "mallory", "mallory"]); // one is worked on, three wait
});

test("one flow waits so often and no more, whatever the subjects", async () => {
  const { ask, refused, turn } = open({ perFlow: 2 });
  for (const name of many(5, "name")) ask("203.0.113.1", name, { subject: name });
  ask("198.51.100.1", "ada");
  await turn();
  expect(refused).toEqual(["name3", "name4"]);
});

test("a flow of many is bounded only by how many wait in all", async () => {
  const { ask, refused, turn } = open({ perFlow: 1, waiting: 4 });
  for (const name of many(6, "name")) ask("here", name, { isShared: true });
  await turn();
  expect(refused).toEqual(["name5"]);
});

test("when too many wait, whoever has most in the queue makes room for whoever has less", async () => {
  const { ask, began, refused, finish, turn } = open({ waiting: 4 });
  for (const name of many(7, "flood")) ask("203.0.113.1", name);
  await turn();
  expect(refused).toEqual(["flood5", "flood6"]);
  ask("198.51.100.1", "ada");
  ask("198.51.100.2", "grace");
  await turn();
  ask("198.51.100.2", "joan"); // two of each network now: nobody has more than she would
  await turn();
  expect(refused).toEqual(["flood5", "flood6", "flood4", "flood3", "joan"]);
  await finish();
  expect(began).toEqual(["flood0", "flood1", "ada", "grace", "flood2"]);
});

test("what has been done or given up leaves nothing behind", async () => {
  const { ask, refused, finish } = open({ waiting: 3 });
  for (let round = 0; round < 3; round++) {
    for (let tries = 0; tries < 4; tries++) ask("203.0.113.1", "ada", { subject: "ada" });
    await finish();
  }
  expect(refused).toEqual([]);
});
