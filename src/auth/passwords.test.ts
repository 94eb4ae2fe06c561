/** Passwords are hashed slowly, and tell nothing about who exists. */
import { expect, test } from "bun:test";

import { openPasswords, placeOf } from "./passwords.ts";

const slow = openPasswords({ hashesAtOnce: 1, hashesWaiting: 10, hashesPerAccount: 10, hashesPerNetwork: 10 });
const ADA = placeOf("203.0.113.1", "ada", false);
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

/** Asks for hashes of several people at once; returns whose are made, in their order, and whose are refused. */
async function ask(hashesPerNetwork: number, places: [name: string, ...place: Parameters<typeof placeOf>][]) {
  const { hash } = openPasswords({ hashesAtOnce: 1, hashesWaiting: 100, hashesPerAccount: 3, hashesPerNetwork });
  const [made, refused]: string[][] = [[], []];
  const asked = places.map(([name, ...place]) =>
    hash("x", placeOf(...place)).then(
      () => made?.push(name),
      () => refused?.push(name),
    ),
  );
  await Promise.all(asked);
  return { made, refused };
}

test("strangers elsewhere do not take up the places of an account", async () => {
  const tries = Array.from({ length: 8 }, (): [string, string, string, boolean] => ["stranger", "203.0.113.1", "ada", false]); // prettier-ignore
  const { made, refused } = await ask(100, [...tries, ["elsewhere", "198.51.100.1", "ada", false], ["ada", "203.0.113.1", "ada", true]]); // prettier-ignore
  expect(refused).toEqual(Array(4).fill("stranger"));
  expect(made).toContain("ada");
  expect(made).toContain("elsewhere");
});

test("where everybody comes from one network, it is not held against them, and known browsers wait for themselves", async () => {
  const here = (name: string, known: boolean): [string, string, string, boolean] => [name, "127.0.0.1", name, known];
  const strangers = Array.from({ length: 6 }, (_, index) => here(`stranger${index}`, false));
  const { made, refused } = await ask(1, [...strangers, ...Array(5).fill(here("mallory", true)), here("ada", true)]);
  expect(refused).toEqual(["mallory", "mallory"]);
  expect(made?.slice(0, 4)).toEqual(["stranger0", "stranger1", "mallory", "ada"]);
  expect(made).toHaveLength(10);
});
