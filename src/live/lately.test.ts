import { expect, test } from "bun:test";

import { waitFor } from "../../test/support/wait.ts";
import { openLately } from "./lately.ts";

test("somebody is remembered for a while, and then no more", async () => {
  const lately = openLately(60_000);
  expect(lately.has(7)).toBeFalse();
  lately.note(7);
  expect([lately.has(7), lately.has(8)]).toEqual([true, false]);
  const briefly = openLately(5);
  briefly.note(7);
  await waitFor(() => !briefly.has(7), "the person to be forgotten");
});

test("to note one of very many costs no more than to note one of few", () => {
  const costOf = (people: number) => {
    const lately = openLately(60_000);
    const began = performance.now();
    for (let index = 0; index < 50_000; index++) lately.note(index % people);
    return performance.now() - began;
  };
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[2] ?? 0;
  const [few, many] = [10, 10_000].map((people) => median(Array.from({ length: 5 }, () => costOf(people))));
  expect(many ?? 0).toBeLessThan(20 * (few ?? 0));
});
