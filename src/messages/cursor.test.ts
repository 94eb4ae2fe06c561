/** A page that comes back goes on where it stood, or is told that it can't. */
import { expect, test } from "bun:test";

import { formatCursor, readCursor } from "./cursor.ts";

const LOG = { epoch: "0a1b2c3d4e5f", rev: 500 };

test.each([0, 1, 499, 500])("a page that stood at %p goes on from there", (rev) => {
  expect(readCursor(formatCursor(LOG.epoch, rev), LOG)).toEqual({ from: "rev", rev });
});

test.each([undefined, ""])("a page without a cursor (%p) has missed nothing", (cursor) => {
  expect(readCursor(cursor, LOG)).toEqual({ from: "now" });
});

test.each([
  ["of another log", "ffffffffffff.10"],
  ["from the future", `${LOG.epoch}.501`],
  ["without a place", `${LOG.epoch}.`],
  ["without a log", ".10"],
  ["of another form", "10"],
  ["below zero", `${LOG.epoch}.-1`],
  ["between two places", `${LOG.epoch}.1.5`],
  ["beyond counting", `${LOG.epoch}.99999999999999999999`],
  ["with something after it", `${LOG.epoch}.10 OR 1=1`],
  ["with a line after it", `${LOG.epoch}.10\n`],
])("a cursor %s gets the latest page", (_, cursor) => {
  expect(readCursor(cursor, LOG)).toEqual({ from: "latest page" });
});
