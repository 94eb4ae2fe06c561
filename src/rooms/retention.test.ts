/** What people are told of changes of retention that wait for their day. */
import { expect, test } from "bun:test";

import { DAY, nextKept, type Retention } from "./retention.ts";

const NONE: Retention = { days: null, was: null, from: 0 };
const ROOM = { own: NONE, place: NONE, files: NONE, emptyAt: null, placeEmpties: false };
const waits = (days: number | null, was: number | null, from: number): Retention => ({ days, was, from });

test("of several changes that wait, people are told the one that leaves least", () => {
  const place = waits(30, null, 2 * DAY);
  const files = waits(7, null, DAY);
  expect(nextKept({ ...ROOM, place, files }, 0)).toEqual({ messages: 30, files: 7, from: 2 * DAY });
  const own = waits(3, 90, DAY);
  expect(nextKept({ ...ROOM, own, place, files }, 0)).toEqual({ messages: 3, files: 3, from: DAY });
  expect(nextKept({ ...ROOM, own, place, files }, DAY)).toBeUndefined();
});

test("a change that leaves as much as there is, or more, is not told", () => {
  expect(nextKept(ROOM, 0)).toBeUndefined();
  expect(nextKept({ ...ROOM, own: waits(7, 7, 0), place: waits(30, null, DAY) }, 0)).toBeUndefined();
  expect(nextKept({ ...ROOM, own: waits(null, 7, DAY) }, 0)).toBeUndefined();
});
