/** A browser is known to those who logged in there, and to nobody else. */
import { expect, test } from "bun:test";

import { openDeviceCookies } from "./device-cookie.ts";

const devices = openDeviceCookies("a secret of thirty-two characters");
const [ADA, GRACE] = [1, 2];

test("a browser is known to a person after the first log-in there", () => {
  expect(devices.knownTo(ADA, undefined)).toBeUndefined();
  expect(devices.knownTo(ADA, devices.add(ADA, undefined))).toMatch(/^[\w-]{22}$/);
});

test("it stays one browser, whoever logs in there, and however often", () => {
  const one = devices.add(ADA, undefined);
  const both = devices.add(GRACE, one);
  const again = devices.add(ADA, both);
  expect(new Set([one, both, again].map((mark) => devices.knownTo(ADA, mark))).size).toBe(1);
  expect(devices.knownTo(GRACE, again)).toBe(devices.knownTo(ADA, again));
  expect(again).toHaveLength(both.length);
});

test("two browsers are two", () => {
  const marks = [devices.add(ADA, undefined), devices.add(ADA, undefined)];
  expect(new Set(marks.map((mark) => devices.knownTo(ADA, mark))).size).toBe(2);
});

test("a browser knows the eight who were there last", () => {
  let mark: string | undefined;
  for (let person = 1; person <= 9; person++) mark = devices.add(person, mark);
  const known = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((person) => devices.knownTo(person, mark));
  expect(known).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
});

test.each([
  ["another person's", () => devices.add(GRACE, undefined)],
  ["sealed with another secret", () => openDeviceCookies("another secret of thirty-two chars").add(ADA, undefined)],
  [
    "of another browser's number",
    () => devices.add(GRACE, undefined).slice(0, 22) + devices.add(ADA, undefined).slice(22),
  ],
  ["cut short", () => devices.add(ADA, undefined).slice(0, -1)],
  ["empty", () => ""],
  ["garbage", () => "x".repeat(10_000)],
  ["far too long", () => `${"x".repeat(22)}${`.${"y".repeat(22)}`.repeat(500)}`],
])("a mark that is %s is as good as none, and the next is whole again", (_, make) => {
  const mark = make();
  expect(devices.knownTo(ADA, mark)).toBeUndefined();
  expect(devices.knownTo(ADA, devices.add(ADA, mark))).toBeDefined();
});
