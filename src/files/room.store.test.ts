/** The files of a room, a page at a time. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, LOBBY, openMemory, say } from "../../test/support/memory.ts";
import { listRoomFiles, type Wanted } from "./room.store.ts";

function open() {
  const db = openMemory();
  return { db, ada: addPerson(db, "Ada") };
}

/** Says something with files, each of a type; they are called by the message and their place. */
function sayWith(db: Database, author: number, types: string[], room = LOBBY.id): number {
  const { id } = say(db, { author, room });
  const add = db.query(
    `INSERT INTO files (id, room_id, user_id, message_id, position, name, length, created_at, content, type, width, height)
     VALUES (?, ?, ?, ?, ?, ?, 1, 1, 'x', ?, ?, ?)`,
  );
  types.forEach((type, position) => {
    const side = type.startsWith("image/") ? 10 : null;
    add.run(crypto.randomUUID(), room, author, id, position, `${id}-${position}`, type, side, side);
  });
  return id;
}

/** All pages, one after the other. */
function readAll(db: Database, count: number, wanted?: Wanted): string[][] {
  const pages: string[][] = [];
  let before: number | undefined;
  do {
    const page = listRoomFiles(db, { room: LOBBY.id, before, wanted, count });
    pages.push(page.files.map(({ name }) => name));
    ({ before } = page);
  } while (before !== undefined);
  return pages;
}

test("files come page by page, the newest first, each once, those of one message together and in their order", () => {
  const { db, ada } = open();
  const ids = Array.from({ length: 40 }, (_, index) => sayWith(db, ada, Array(1 + (index % 7)).fill("text/plain")));
  const expected = ids.toReversed().flatMap((id, index) => Array.from({ length: 1 + ((39 - index) % 7) }, (_, position) => `${id}-${position}`)); // prettier-ignore
  const pages = readAll(db, 30);
  expect(pages.flat()).toEqual(expected);
  expect(pages.slice(0, -1).every(({ length }) => length >= 30 && length < 37)).toBeTrue();
});

test("kinds are told apart, and those of another room are not there", () => {
  const { db, ada } = open();
  sayWith(db, ada, ["image/jpeg"], addRoom(db, "attic").id);
  const id = sayWith(db, ada, ["image/jpeg", "audio/mpeg", "video/mp4", "text/plain", "image/svg+xml"]);
  expect(readAll(db, 10, "pictures").flat()).toEqual([`${id}-0`]);
  expect(readAll(db, 10, "media").flat()).toEqual([`${id}-1`, `${id}-2`]);
  expect(readAll(db, 10, "others").flat()).toEqual([`${id}-3`, `${id}-4`]);
  expect(readAll(db, 10).flat()).toHaveLength(5);
});

test("where few are wanted among very many, a page says how far it came", () => {
  const { db, ada } = open();
  const id = sayWith(db, ada, ["image/jpeg"]);
  for (let message = 0; message < 1_000; message++) sayWith(db, ada, ["text/plain", "text/plain", "text/plain"]);
  const pages = readAll(db, 10, "pictures");
  expect(pages.flat()).toEqual([`${id}-0`]);
  expect(pages.length).toBeGreaterThan(1);
});
