/** How long ago something was, in the largest unit that fits. */
import { expect, test } from "bun:test";

import { ago } from "./ago.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

test.each([
  [-MINUTE, "just now"],
  [0, "just now"],
  [MINUTE - 1, "just now"],
  [MINUTE, "1 minute ago"],
  [119 * MINUTE, "1 hour ago"],
  [23 * 60 * MINUTE, "23 hours ago"],
  [DAY, "1 day ago"],
  [6.9 * DAY, "6 days ago"],
  [20 * DAY, "2 weeks ago"],
  [70 * DAY, "2 months ago"],
  [800 * DAY, "2 years ago"],
])("%p ms later it was %s", (later, words) => {
  expect(ago(1_000, 1_000 + later)).toBe(words);
});
