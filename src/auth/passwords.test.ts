/** Passwords are hashed slowly, a few at a time, and tell nothing about who exists. */
import { afterEach, expect, mock, spyOn, test } from "bun:test";

import { openPasswords, TooBusy } from "./passwords.ts";

afterEach(() => mock.restore());

const passwords = openPasswords({ atOnce: 1, waiting: 10 });
const PASSWORD = "correct horse battery";

/** Replaces the slow work by one that ends when told to. */
function holdWork() {
  const held: PromiseWithResolvers<boolean>[] = [];
  spyOn(Bun.password, "verify").mockImplementation(() => {
    const work = Promise.withResolvers<boolean>();
    held.push(work);
    return work.promise;
  });
  return held;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("the right password is right, another is wrong, and no two hashes are alike", async () => {
  const [hash, again] = await Promise.all([passwords.hash(PASSWORD), passwords.hash(PASSWORD)]);
  expect(hash).toStartWith("$argon2id$");
  expect(hash).not.toBe(again);
  expect(await passwords.verify(PASSWORD, hash)).toBeTrue();
  expect(await passwords.verify(`${PASSWORD}!`, hash)).toBeFalse();
  expect(await passwords.verify("", hash)).toBeFalse();
});

test("a password is the same however a keyboard encodes its letters", async () => {
  expect(await passwords.verify("Zoe\u0308 und Bjo\u0308rn", await passwords.hash("Zoë und Björn"))).toBeTrue();
});

test("an unknown name is refused after about the time that a wrong password takes", async () => {
  const hash = await passwords.hash(PASSWORD);
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let round = 0; round < 5; round++) {
    for (const who of ["known", "unknown"] as const) {
      const start = performance.now();
      expect(await passwords.verify("wrong horse battery", who === "known" ? hash : undefined)).toBeFalse();
      times[who].push(performance.now() - start);
    }
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[2]!;
  expect(median(times.unknown) / median(times.known)).toBeWithin(1 / 3, 3);
});

test("only so many are worked on at once, in the order they came", async () => {
  const held = holdWork();
  const { verify } = openPasswords({ atOnce: 2, waiting: 10 });
  const ended: number[] = [];
  const all = [1, 2, 3, 4, 5].map((number) => verify("any", "hash").then(() => ended.push(number)));
  for (let done = 0; done < 5; done++) {
    await turn();
    expect(held).toHaveLength(Math.min(done + 2, 5));
    held[done]!.resolve(true);
  }
  await Promise.all(all);
  expect(ended).toEqual([1, 2, 3, 4, 5]);
});

test("more than may wait are refused at once, until there is room again", async () => {
  const held = holdWork();
  const { verify } = openPasswords({ atOnce: 1, waiting: 1 });
  const [working, waiting, refused] = [verify("a", "hash"), verify("b", "hash"), verify("c", "hash")];
  expect(await refused.catch((error: unknown) => error)).toBeInstanceOf(TooBusy);
  held[0]!.resolve(true);
  await working;
  const later = verify("d", "hash");
  held[1]!.resolve(false);
  await turn();
  held[2]!.resolve(true);
  expect(await Promise.all([waiting, later])).toEqual([false, true]);
});

test("one that fails gives its place to the next", async () => {
  const held = holdWork();
  const { verify } = openPasswords({ atOnce: 1, waiting: 1 });
  const [failing, next] = [verify("a", "garbage"), verify("b", "hash")];
  held[0]!.reject(new Error("no such algorithm"));
  await expect(failing).rejects.toThrow("no such algorithm");
  await turn();
  held[1]!.resolve(true);
  expect(await next).toBeTrue();
});
