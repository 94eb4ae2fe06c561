/** A day is as long as the clocks of its place make it. */
import { expect, test } from "bun:test";

import { isZone, startOfDay } from "./days.ts";

const HOUR = 3_600_000;

test.each([
  ["2026-11-25", "", "2026-11-25T00:00:00.000Z", 24],
  ["2026-11-25", "UTC", "2026-11-25T00:00:00.000Z", 24],
  ["2026-11-25", "Europe/Berlin", "2026-11-24T23:00:00.000Z", 24],
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z", 23],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z", 25],
  ["2026-03-08", "America/New_York", "2026-03-08T05:00:00.000Z", 23],
  ["2026-11-25", "Asia/Kolkata", "2026-11-24T18:30:00.000Z", 24],
  ["2026-11-25", "Asia/Kathmandu", "2026-11-24T18:15:00.000Z", 24],
  ["2026-11-25", "Pacific/Kiritimati", "2026-11-24T10:00:00.000Z", 24],
  ["2026-11-25", "Pacific/Pago_Pago", "2026-11-25T11:00:00.000Z", 24],
  ["2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00:00.000Z", 24.5],
  ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z", 23], // begins at one o'clock
  ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z", 0], // was left out
  ["2024-02-29", "europe/berlin", "2024-02-28T23:00:00.000Z", 24],
  ["2026-11-25", "+05:30", "2026-11-24T18:30:00.000Z", 24],
])("%s in %p begins at %s and has %d hours", (date, zone, begins, hours) => {
  expect(new Date(startOfDay(date, zone) ?? NaN).toISOString()).toBe(begins);
  expect(((startOfDay(date, zone, 1) ?? NaN) - (startOfDay(date, zone) ?? NaN)) / HOUR).toBe(hours);
});

test.each([
  "yesterday",
  "2026-13-01",
  "2026-02-30",
  "2023-02-29",
  "2026-1-1",
  "20261125",
  "2026-11-25T10:00",
  "9999999",
])("%p is no day", (date) => expect(startOfDay(date, "Europe/Berlin")).toBeNaN());

test("where no day is given, none is meant", () => {
  expect(startOfDay("", "Europe/Berlin")).toBeUndefined();
});

test("the names of all time zones are known", () => {
  expect(Intl.supportedValuesOf("timeZone").filter((name) => !isZone(name))).toEqual([]);
  expect(
    ["UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "Europe/Kyiv", "-08:00"].filter((name) => !isZone(name)),
  ).toEqual([]);
});

test.each([
  "",
  "Mars/Olympus",
  "Europe",
  "../etc",
  "2026-11-25T00:00Z",
  "2026-11-25T00:00[Europe/Berlin]",
  "<b>",
  "UTC\n",
])("%p is no time zone", (name) => expect(isZone(name)).toBe(false));
