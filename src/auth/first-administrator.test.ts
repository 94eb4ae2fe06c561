/** The link for the first administrator lets one person in, once. */
import { expect, test } from "bun:test";

import { addPerson, NOON, openMemory } from "../../test/support/memory.ts";
import { openWriteQueue } from "../database/write-queue.ts";
import { openFirstAdministrator } from "./first-administrator.ts";
import { claimAdministration, removeUser } from "./lifecycle.ts";

test("the link is good until somebody is administrator, and not again when they leave", async () => {
  const db = openMemory();
  const queue = openWriteQueue(db, { flushInterval: 0 });
  const { link, isGood } = openFirstAdministrator(db, queue);
  const code = link?.split("=")[1];
  const userId = addPerson(db, "Ada");
  expect([isGood(code), isGood("another")]).toEqual([true, false]);
  await queue.commit(claimAdministration, { userId, at: NOON });
  await queue.commit(removeUser, { userId, by: userId, at: NOON });
  expect(isGood(code)).toBeFalse();
  expect(openFirstAdministrator(db, queue).link).not.toBe(link);
  await queue.close();
});
