/** What happened to people is remembered for as long as a page may take to connect, and then no longer. */
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
