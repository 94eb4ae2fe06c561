/** Where somebody may want to go is found by what it is called, the best first, and nothing that is not for them. */
import { expect, test } from "bun:test";

import { find } from "../../test/support/html.ts";
import { addPerson, addRoom, indexAll, NOON, openMemory, say } from "../../test/support/memory.ts";
import { clearReadCache } from "../database/read-cache.ts";
import { openNewestMessages } from "../messages/unread.store.ts";
import { setLevel } from "../rooms/people.store.ts";
import { render } from "../views/html.ts";
import { findAnything } from "./find.ts";
import { FoundThings } from "./find.views.tsx";
import { openRoomsLists } from "./rooms-list.ts";

function open(searchesLeft = Infinity) {
  const db = openMemory();
  const [ada, bob, kiran] = ["Ada", "Bob", "Kiran"].map((name) => addPerson(db, name)) as [number, number, number];
  const member = { id: ada, name: "Ada", admin: false };
  const room = (slug: string, name: string, people?: number[]) => {
    const made = addRoom(db, slug, people ? "closed" : "open", people);
    db.query("UPDATE rooms SET name = ? WHERE id = ?").run(name, made.id);
    return made;
  };
  const ask = (typed: string, as = member) => {
    clearReadCache(db);
    const lists = openRoomsLists({ db, newest: openNewestMessages(db), positions: { of: (_, __, stored) => stored } });
    return findAnything({ db, lists, searches: { take: () => (searchesLeft-- > 0 ? 0 : 5) } }, as, typed);
  };
  const names = (typed: string, as = member) =>
    ask(typed, as).destinations.map((one) => ("listed" in one ? one.listed.room.name : `@${one.person.name}`));
  return { db, ada, bob, kiran, member, room, ask, names };
}

test("a whole name comes first, then one that begins so, a word that does, and any part", () => {
  const { room, names } = open();
  for (const name of ["Bakery", "A key", "Keyboards", "Key", "Turnkey things"]) room(name.replaceAll(" ", "-"), name);
  expect(names("KEY")).toEqual(["Key", "Keyboards", "A key", "Turnkey things"]);
  expect(names("  key ")).toEqual(names("key"));
  expect(names("nowhere")).toEqual([]);
});

test("of what fits as well, what is for one comes first, then what is unread, then where somebody talked last", () => {
  const { db, ada, bob, room, names } = open();
  const [one, two, three, four] = ["One", "Two", "Three", "Four"].map((name) => room(name, `Room ${name}`));
  say(db, { author: bob, room: two!.id, body: "@Ada" });
  say(db, { author: bob, room: four!.id });
  say(db, { author: bob, room: three!.id });
  say(db, { author: bob, room: one!.id });
  db.query("INSERT INTO memberships (room_id, user_id, read_id) VALUES (?1, ?3, 99), (?2, ?3, 99)").run(one!.id, three!.id, ada); // prettier-ignore
  const inOrder = ["Room Two", "Room Four", "Room One", "Room Three"];
  expect(names("room")).toEqual(inOrder);
  expect(names("")).toEqual([...inOrder, "Lobby"]);
});

test("people are found with whom there is no room yet, and otherwise the room", () => {
  const { db, ada, bob, kiran, names, ask } = open();
  addPerson(db, "José");
  expect([names("kir"), names("jose"), names("josé"), names("ada")]).toEqual([["@Kiran"], ["@José"], ["@José"], []]);
  addRoom(db, "d1", "direct", [ada, kiran]);
  addRoom(db, "d2", "direct", [ada, bob, kiran]);
  expect(names("kir")).toEqual(["Kiran", "Bob, Kiran"]);
  addRoom(db, "d3", "direct", [bob, kiran]); // others'
  expect(names("bob")).toEqual(["Bob, Kiran", "@Bob"]);
  db.query("UPDATE users SET suspended_at = 1 WHERE id = ?").run(bob);
  expect(names("bob")).toEqual(["Bob, Kiran"]);
  const html = render(FoundThings({ found: ask("jose"), presenceOf: () => "away", mayTalk: false }));
  expect(find(html, "form")).toEqual([]);
  expect(find(html, "a[href^='/people/']")[0]?.text).toContain("away");
});

test("archived and hidden rooms are found by name, and closed ones by their people alone", () => {
  const { db, ada, bob, room, names } = open();
  const [attic, den] = [room("attic", "Secret attic"), room("den", "Secret den")];
  room("cellar", "Secret cellar", [bob]);
  db.query("UPDATE rooms SET archived_at = 1 WHERE id = ?").run(attic.id);
  setLevel(db, { room: den.id, user: ada, level: "hidden", until: null, muteHere: false });
  expect(names("secret").sort()).toEqual(["Secret attic", "Secret den"]);
  expect(names("")).toEqual(["Lobby"]);
  expect(names("secret", { id: bob, name: "Bob", admin: true })).toContain("Secret cellar");
});

test("messages are found in what one may read, as often as one may search", () => {
  const { db, ada, bob, room, ask } = open(1);
  const cellar = room("cellar", "Cellar", [bob]);
  say(db, { author: bob, room: cellar.id, body: "the key is here" });
  for (let count = 0; count < 9; count++) say(db, { author: ada, body: `a key, ${count}` });
  indexAll(db);
  expect(ask("k").messages).toEqual([]); // too little to look for
  expect(ask("key").messages.map(({ body }) => body)).toEqual([8, 7, 6, 5].map((count) => `a key, ${count}`));
  expect(ask("key").messages).toEqual([]);
});

test("whatever a room, a person or a question is called is shown, not carried out", () => {
  const { db, ask, bob, room } = open();
  const evil = `"><img src=x onerror=alert(1)>'&amp;<hx-partial>`;
  room("evil", evil);
  say(db, { author: bob, body: evil, at: NOON });
  indexAll(db);
  const html = render(FoundThings({ found: ask(evil), presenceOf: () => undefined, mayTalk: true }));
  expect(find(html, "img, hx-partial")).toEqual([]);
  expect(find(html, ".name")[0]?.text).toBe(evil);
  expect(find(html, "#found-search bdi")[0]?.text).toBe(evil);
  expect(new URL(find(html, "#found-search")[0]?.attributes.href ?? "", "http://a.example").searchParams.get("q")).toBe(
    evil,
  );
});
