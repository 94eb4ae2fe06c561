/** What is counted as new to somebody, and that it takes no longer the more there is. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, openMemory, say } from "../../test/support/memory.ts";
import { countForMe, MOST_COUNTED, MOST_LOOKED_AT } from "./unread.store.ts";

function open() {
  const db = openMemory();
  const [ada, bob] = [addPerson(db, "Ada"), addPerson(db, "Bob")];
  const room = addRoom(db, "d1", "direct", [ada, bob]);
  const count = (user: number, readId = 0) => countForMe(db, { user, room, standing: { readId, muteHere: false } });
  const talk = (author: number, times: number) =>
    db.transaction(() => {
      for (let index = 0; index < times; index++) say(db, { author, room: room.id });
    })();
  return { ada, bob, count, talk };
}

test("in a direct room every message of the others counts, up to a hundred", () => {
  const { ada, bob, count, talk } = open();
  talk(ada, 3);
  talk(bob, 2);
  expect([count(ada), count(bob), count(bob, 2)]).toEqual([2, 3, 1]);
  talk(ada, 120);
  expect(count(bob)).toBe(MOST_COUNTED);
});

test("however many of one's own one marks as unread, no more than a thousand are looked through", () => {
  const { ada, bob, count, talk } = open();
  talk(ada, MOST_LOOKED_AT - 1);
  talk(bob, 2);
  expect(count(ada)).toBe(1);
});
