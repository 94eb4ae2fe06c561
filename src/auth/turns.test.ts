/** Slow work is done a few at a time, and nobody who asks for much of it holds up the others. */
import { expect, test } from "bun:test";

import { askerOf, openTurns, TooBusy, type TurnsOptions } from "./turns.ts";

const LOOPBACK = "127.0.0.1";

/** Work that ends when told to, in the order in which it began. */
function open(limits: Partial<TurnsOptions> = {}) {
  const inTurn = openTurns({ atOnce: 1, waiting: 100, perAccount: 3, perNetwork: 100, ...limits });
  const began: string[] = [];
  const refused: string[] = [];
  const held: PromiseWithResolvers<void>[] = [];
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  return {
    began,
    refused,
    ask(network: string, account: string, known = false) {
      const work = async () => {
        began.push(account);
        const hold = Promise.withResolvers<void>();
        held.push(hold);
        await hold.promise;
      };
      inTurn(askerOf(network, account, known), work).catch((error: unknown) => {
        if (!(error instanceof TooBusy)) throw error;
        refused.push(account);
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
  const inTurn = openTurns({ atOnce: 1, waiting: 1, perAccount: 1, perNetwork: 1 });
  const failing = inTurn(askerOf("203.0.113.1", "a", false), () => Promise.reject(new Error("no such algorithm")));
  const next = inTurn(askerOf("203.0.113.1", "b", false), () => Promise.resolve("done"));
  await expect(failing).rejects.toThrow("no such algorithm");
  expect(await next).toBe("done");
});

test("networks take turns, however much one of them asks for", async () => {
  const { ask, began, finish } = open();
  for (const name of many(6, "flood")) ask("203.0.113.1", name);
  ask("198.51.100.1", "ada");
  ask("198.51.100.2", "grace");
  await finish();
  expect(began).toEqual(["flood0", "flood1", "ada", "grace", "flood2", "flood3", "flood4", "flood5"]);
});

test("one account waits a few times only, in all the browsers and networks that are known to be its owner's", async () => {
  const { ask, refused, turn } = open();
  for (let browser = 0; browser < 8; browser++) ask(`203.0.113.${browser}`, "mallory", true);
  ask("203.0.113.1", "ada", true);
  await turn();
  expect(refused).toEqual(["mallory", "mallory", "mallory", "mallory"]); // one is worked on, three wait
});

test("strangers elsewhere do not take up the places of an account", async () => {
  const { ask, refused, turn } = open();
  for (let tries = 0; tries < 8; tries++) ask("203.0.113.1", "ada");
  await turn();
  expect(refused).toHaveLength(4);
  ask("198.51.100.1", "ada");
  ask("203.0.113.1", "ada", true);
  await turn();
  expect(refused).toHaveLength(4);
});

test("one network waits so often and no more, whatever the accounts", async () => {
  const { ask, refused, turn } = open({ perNetwork: 2 });
  for (const name of many(5, "name")) ask("203.0.113.1", name);
  ask("198.51.100.1", "ada");
  await turn();
  expect(refused).toEqual(["name3", "name4"]);
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

test("where everybody comes from one network, it is not held against them, and known browsers wait for themselves", async () => {
  const { ask, began, refused, finish } = open({ perNetwork: 1 });
  for (const name of many(6, "stranger")) ask(LOOPBACK, name);
  for (let tries = 0; tries < 5; tries++) ask(LOOPBACK, "mallory", true);
  ask(LOOPBACK, "ada", true);
  await finish();
  expect(refused).toEqual(["mallory", "mallory"]);
  expect(began.slice(0, 4)).toEqual(["stranger0", "stranger1", "mallory", "ada"]);
  expect(began).toHaveLength(10);
});

test("what has been done or given up leaves nothing behind", async () => {
  const { ask, refused, finish } = open({ waiting: 3 });
  for (let round = 0; round < 3; round++) {
    for (let tries = 0; tries < 4; tries++) ask("203.0.113.1", "ada");
    await finish();
  }
  expect(refused).toEqual([]);
});
