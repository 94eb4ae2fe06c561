/** Passwords are hashed slowly, and tell nothing about who exists. */
import { expect, test } from "bun:test";

import { openPasswords } from "./passwords.ts";
import { askerOf } from "./turns.ts";

const slow = openPasswords({ atOnce: 1, waiting: 10, perAccount: 10, perNetwork: 10 });
const ADA = askerOf("203.0.113.1", "ada", false);
const passwords = {
  hash: (password: string) => slow.hash(password, ADA),
  verify: (password: string, hash: string | undefined) => slow.verify(password, hash, ADA),
};
const PASSWORD = "correct horse battery";

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
