/** When people were last here is noted once for many, and is not lost when the server stops. */
import { expect, test } from "bun:test";

import { addPerson, openMemory } from "../../test/support/memory.ts";
import { openWriteQueue, StorageUnavailable } from "../database/write-queue.ts";
import { openLastSeen } from "./last-seen.ts";

const NEVER = 1_000_000;

test("who left, and who is still here at the end, is noted in one write", async () => {
  const db = openMemory();
  const [ada = 0, bob = 0, carol = 0] = ["Ada", "Bob", "Carol"].map((name) => addPerson(db, name));
  const { commit } = openWriteQueue(db, { flushInterval: 0 });
  let writes = 0;
  const lastSeen = openLastSeen((write, input) => (writes++, commit(write, input)), NEVER);
  const before = Date.now();
  lastSeen.left(ada);
  await lastSeen.close([bob]);
  const seen = db.query<{ at: number }, []>("SELECT last_seen_at AS at FROM users ORDER BY id").all();
  expect([writes, ...seen.map(({ at }) => at >= before)]).toEqual([1, true, true, false]);
  expect(carol).toBe(3);
});

test("where nobody was, nothing is written", async () => {
  let writes = 0;
  const lastSeen = openLastSeen(() => Promise.reject(new Error(`write ${++writes}`)), NEVER);
  await lastSeen.close([]);
  expect(writes).toBe(0);
});

test("what could not be stored is tried again", async () => {
  const written: unknown[] = [];
  const lastSeen = openLastSeen(async (_, input) => {
    written.push(input);
    if (written.length === 1) throw new StorageUnavailable("full");
    return undefined as never;
  }, 5);
  lastSeen.left(7);
  while (written.length < 2) await Bun.sleep(1);
  expect(written[1]).toEqual(written[0]);
  await lastSeen.close([]);
});
