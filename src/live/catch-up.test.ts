/** Pages that come back together share what they catchUp, and none of them misses what came in between. */
import { expect, test } from "bun:test";

import { addPerson, LOBBY, openMemory, say } from "../../test/support/memory.ts";
import { rowsIn } from "../../test/support/person.ts";
import { openRowCache } from "../messages/row.tsx";
import { openCatchUp } from "./catch-up.ts";

function open() {
  const db = openMemory();
  const author = addPerson(db, "Ada");
  const catchUp = openCatchUp(
    db,
    openRowCache(0, () => "lobby"),
  );
  return {
    catchUp,
    say: (body: string) => say(db, { author, body }).rev,
    /** The texts of the frame after a rev, and where it leads. */
    after(rev: number) {
      const found = catchUp.after(LOBBY.id, rev);
      return found && { texts: rowsIn(found.frame).map(({ text }) => text), rev: found.rev };
    },
  };
}

test("a page gets what changed after it left, and nothing when nothing did", () => {
  const { catchUp, say, after } = open();
  const [first, second] = [say("a"), say("b")];
  expect(after(0)).toEqual({ texts: ["a", "b"], rev: second });
  expect(after(first)).toEqual({ texts: ["b"], rev: second });
  expect(after(second)).toBeUndefined();
  expect(catchUp.latest()).toBe(second);
});

test("after a commit in the same turn, the next page gets what it brought", () => {
  const { catchUp, say, after } = open();
  const first = say("a");
  expect([after(first), catchUp.latest()]).toEqual([undefined, first]);
  const second = say("b");
  catchUp.forget();
  expect([after(first), catchUp.latest()]).toEqual([{ texts: ["b"], rev: second }, second]);
});

test("an answer is kept for a turn of the event loop only", async () => {
  const { catchUp, say, after } = open();
  const first = say("a");
  after(first);
  catchUp.latest();
  const second = say("b");
  expect([after(first), catchUp.latest()]).toEqual([undefined, first]);
  await new Promise(setImmediate);
  expect([after(first), catchUp.latest()]).toEqual([{ texts: ["b"], rev: second }, second]);
});

test("thousands of different cursors in one turn take no memory", () => {
  const { say, after } = open();
  for (let number = 0; number < 50; number++) say(`${number}`);
  for (let rev = 0; rev < 50; rev++) expect(after(rev)?.texts).toHaveLength(50 - rev);
});
