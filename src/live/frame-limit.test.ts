/** A person's frames are counted together, and who sends what no page would is paused. */
import { expect, test } from "bun:test";

import { openFrameLimit } from "./frame-limit.ts";

function open() {
  let time = 0;
  const limit = openFrameLimit({ most: 3, pauseMs: 60_000, now: () => time });
  const count = (person: number, times: number) => Array.from({ length: times }, () => limit.count(person)).join(" ");
  return { limit, count, pass: (ms: number) => (time += ms) };
}

test("frames within the limit are heeded, more are ignored, and twice as many close", () => {
  const { limit, count } = open();
  expect(count(1, 6)).toBe("heed heed heed ignore ignore ignore");
  expect(limit.isPaused(1)).toBe(false);
  expect(count(1, 2)).toBe("close close");
  expect(limit.isPaused(1)).toBe(true);
  expect([count(2, 1), limit.isPaused(2)]).toEqual(["heed", false]);
});

test("a pause lasts from the last frame that was too much, and then everything is as before", () => {
  const { limit, count, pass } = open();
  count(1, 7);
  pass(1_000);
  expect(count(1, 1)).toBe("close");
  pass(59_999);
  expect(limit.isPaused(1)).toBe(true);
  pass(1);
  expect(limit.isPaused(1)).toBe(false);
  expect(count(1, 4)).toBe("heed heed heed ignore");
});
