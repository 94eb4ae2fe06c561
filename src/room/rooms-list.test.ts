/** The list of one person: what stands in it, what is new there, and that it never lags behind. */
import { expect, test } from "bun:test";

import { find } from "../../test/support/html.ts";
import { addPerson, addRoom, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { clearReadCache } from "../database/read-cache.ts";
import type { Write } from "../database/writes.ts";
import { deleteMessage } from "../messages/changes.store.ts";
import { openNewestMessages } from "../messages/unread.store.ts";
import { changeRoom } from "../rooms/change.store.ts";
import { setLevel } from "../rooms/people.store.ts";
import { openPositions } from "../rooms/positions.ts";
import { findEntry, type Level } from "../rooms/store.ts";
import { openRoomsLists } from "./rooms-list.ts";

function open() {
  const db = openMemory();
  const [ada, bob] = [addPerson(db, "Ada"), addPerson(db, "Bob")];
  let now = NOON;
  const newest = openNewestMessages(db, (room) => lists.messagesChanged(room));
  const commit = async <Input, Result>(write: Write<Input, Result>, input: Input) => {
    const result = write(db, input);
    clearReadCache(db);
    return result;
  };
  const positions = openPositions({
    commit,
    clearReads: () => clearReadCache(db),
    moved: (...moved) => lists.positionMoved(...moved),
    delay: 60_000,
  });
  const lists = openRoomsLists({ db, newest, positions, now: () => now });

  return {
    ...{ db, ada, bob, newest, positions, lists },
    /** What a commit brings with it. */
    committed(room?: number) {
      clearReadCache(db);
      if (room === undefined) lists.forgetAll();
      else newest.forget(room);
    },
    wait: (time: number) => void (now += time),
    /** The list as it is shown, by the slugs: `*` is unread, and then how many are for the reader. */
    shown(user: number, slug = "lobby") {
      const entry = findEntry(db, slug, user)!;
      const html = lists.roomsHtml(user, entry) + lists.peopleHtml(user, entry, () => false);
      return html
        .split("</li>")
        .slice(0, -1)
        .map((item) => {
          const [link] = find(item, "a");
          const classes = find(item, "li")[0]?.attributes.class?.split(" ") ?? [];
          const [count] = find(item, ".count");
          const signs = [
            classes.includes("unread") ? "*" : "",
            count?.text ?? "",
            classes.includes("muted") ? "~" : "",
          ];
          const name = link!.attributes.href!.replace("/rooms/", "");
          return (link!.attributes["aria-current"] ? `[${name}]` : name) + signs.join("");
        });
    },
  };
}

test("somebody's list has open rooms, and closed and direct ones that they are in", () => {
  const { db, ada, bob, shown } = open();
  addRoom(db, "kitchen");
  addRoom(db, "cellar", "closed", [ada]);
  addRoom(db, "talk", "direct", [ada, bob]);
  addRoom(db, "notes", "direct", [bob]);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen", "cellar", "talk"]);
  expect(shown(bob, "kitchen")).toEqual(["lobby", "[kitchen]", "notes", "talk"]);
});

test("what is new stands there after each message, each read, and each that is deleted", () => {
  const { db, ada, bob, shown, committed, positions } = open();
  const kitchen = addRoom(db, "kitchen");
  const talk = addRoom(db, "talk", "direct", [ada, bob]);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen", "talk"]);
  const post = (room: { id: number }, body = "hello") => {
    const message = say(db, { author: bob, room: room.id, body });
    committed(room.id);
    return message;
  };
  const first = post(kitchen);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen*", "talk"]);
  const second = post(kitchen, "@Ada, tea?");
  post(talk);
  post(talk);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen*1", "talk*2"]);
  positions.read(ada, kitchen.id, first.id);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen*1", "talk*2"]);
  deleteMessage(db, { id: second.id, by: bob, at: NOON });
  committed(kitchen.id);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen", "talk*2"]);
  post(kitchen, "@here");
  expect(shown(ada)).toEqual(["[lobby]", "kitchen*1", "talk*2"]);
  expect(shown(ada, "kitchen")).toEqual(["lobby", "[kitchen]", "talk*2"]); // one sees it there
});

test("what was read stays so when it is stored", async () => {
  const { db, ada, bob, shown, committed, positions } = open();
  const talk = addRoom(db, "talk", "direct", [ada, bob]);
  const first = say(db, { author: bob, room: talk.id });
  committed(talk.id);
  expect(shown(ada)).toEqual(["[lobby]", "talk*1"]);
  positions.read(ada, talk.id, first.id);
  await positions.close(); // which stores it
  expect(shown(ada)).toEqual(["[lobby]", "talk"]);
  say(db, { author: bob, room: talk.id });
  committed(talk.id);
  expect(shown(ada)).toEqual(["[lobby]", "talk*1"]);
});

test("a hundred are enough, and who talked last stands first", () => {
  const { db, ada, bob, shown, committed } = open();
  const carol = addPerson(db, "Carol");
  const [one, other] = [addRoom(db, "one", "direct", [ada, bob]), addRoom(db, "other", "direct", [ada, carol])];
  for (let count = 0; count < 120; count++) say(db, { author: carol, room: other.id });
  committed(other.id);
  expect(shown(ada)).toEqual(["[lobby]", "other*99+", "one"]);
  say(db, { author: bob, room: one.id });
  committed(one.id);
  expect(shown(ada)).toEqual(["[lobby]", "one*1", "other*99+"]);
});

test("a muted room is muted as long as that holds, a hidden or archived one is there while it is open", () => {
  const { db, ada, bob, shown, committed, wait } = open();
  const [kitchen, attic, cellar] = ["kitchen", "attic", "cellar"].map((slug) => addRoom(db, slug));
  const choose = (room: { id: number }, level: Level, until: number | null = null) =>
    setLevel(db, { room: room.id, user: ada, level, until, muteHere: false });
  say(db, { author: bob, room: kitchen!.id, body: "@Ada" });
  choose(kitchen!, "nothing", NOON + 1_000);
  choose(attic!, "hidden");
  db.query("UPDATE rooms SET archived_at = 1 WHERE id = ?").run(cellar!.id);
  committed();
  expect(shown(ada)).toEqual(["[lobby]", "kitchen*1~"]);
  expect(shown(ada, "attic")).toEqual(["lobby", "kitchen*1~", "[attic]~"]);
  expect(shown(ada, "cellar")).toEqual(["lobby", "kitchen*1~", "[cellar]"]);
  wait(1_000);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen*1"]);
});

test("a list that has missed more changes than are remembered counts everything again", () => {
  const { db, ada, bob, shown, committed } = open();
  const kitchen = addRoom(db, "kitchen");
  expect(shown(ada)).toEqual(["[lobby]", "kitchen"]);
  say(db, { author: bob, room: kitchen.id });
  committed(kitchen.id);
  for (let count = 0; count < 5_000; count++) committed(LOBBY.id);
  expect(shown(ada)).toEqual(["[lobby]", "kitchen*"]);
});

test("names are shown, not carried out, and each room says what it is", () => {
  const { db, ada, lists, committed } = open();
  const cellar = addRoom(db, "cellar", "closed", [ada]);
  const name = `"><img src=x onerror=alert(1)>&amp;`;
  db.run("UPDATE users SET admin = 1");
  changeRoom(db, { room: addRoom(db, "news").id, by: ada, name, folded: "x", writers: "keepers" });
  changeRoom(db, { room: cellar.id, by: ada, writers: "keepers" }); // what says who sees it stays
  committed();
  const html = lists.roomsHtml(ada, findEntry(db, "lobby", ada)!);
  expect(find(html, "bdi").map(({ text }) => text)).toEqual(["Lobby", "cellar", name]);
  expect(find(html, "a").at(-1)?.attributes.title).toBe(name);
  expect(find(html, "img")).toEqual([]);
  expect(find(html, "li").map(({ attributes }) => attributes.class)).toEqual([
    undefined,
    "closed-room",
    "announcements",
  ]);
});
