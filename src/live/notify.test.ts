/** Who is told of a new message: those who want to hear of it, may see it, did not write it, and have a page open. */
import { afterEach, beforeEach, expect, jest, spyOn, test } from "bun:test";

import { addPerson, addRoom, LOBBY, NOON, openMemory } from "../../test/support/memory.ts";
import { clearReadCache } from "../database/read-cache.ts";
import type { EventKind, RecordEvent, Write } from "../database/writes.ts";
import { deleteMessage, editMessage } from "../messages/changes.store.ts";
import { postMessage, type Stored } from "../messages/store.ts";
import { changeRoom } from "../rooms/change.store.ts";
import { addToRoom, removeFromRoom, setLevel } from "../rooms/people.store.ts";
import type { Level } from "../rooms/store.ts";
import { openNotifications } from "./notify.ts";

type Notice = { room: string; roomName: string; author: string; text: string; id: number };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0, grace = 0] = ["Ada", "Bob", "Grace"].map((name) => addPerson(db, name));
  const here = new Set([ada, bob, grace]);
  const arrived: [user: number, text: string][] = [];
  const frames: Notice[] = [];
  const lookedAt: number[] = [];
  const { queue, run, commit } = openQueue();
  openNotifications({
    queue,
    db,
    live: {
      presenceOf(id) {
        lookedAt.push(id);
        return here.has(id) ? "here" : undefined;
      },
      peopleHere: () => [...here],
      send(user, frame) {
        const { notify } = JSON.parse(frame) as { notify: Notice };
        arrived.push([user, notify.text]);
        frames.push(notify);
      },
    },
  });

  /** The write queue, as far as it is needed here: writes run at once, and what they record is told after a commit. */
  function openQueue() {
    const subscribers = new Map<string, ((details: never) => void)[]>();
    const afterCommit: (() => void)[] = [];
    let events: [name: string, details: unknown][] = [];
    const record: RecordEvent = ({ name }, details) => void events.push([name, details]);
    const run = <Input, Result>(write: Write<Input, Result>, input: Input) => write(db, input, record);
    return {
      run,
      commit<Input, Result>(write: Write<Input, Result>, input: Input): Result {
        const result = run(write, input);
        const happened = events;
        events = [];
        clearReadCache(db);
        for (const [name, details] of happened) {
          for (const subscriber of subscribers.get(name) ?? []) subscriber(details as never);
        }
        for (const subscriber of afterCommit) subscriber();
        return result;
      },
      queue: {
        on<Details>({ name }: EventKind<Details>, subscriber: (details: Details) => void) {
          subscribers.set(name, [...(subscribers.get(name) ?? []), subscriber]);
        },
        onCommit: (subscriber: () => void) => void afterCommit.push(subscriber),
      },
    };
  }

  const said = (author: number, body: string, room: number) => ({
    ...{ key: crypto.randomUUID(), room, author, body, at: NOON },
  });
  return {
    ...{ db, ada, bob, grace, here, frames, lookedAt, run, commit, said },
    /** Posts, and says who heard of what since the last time. */
    post(author: number, body: string, room = LOBBY.id) {
      const { message } = commit(postMessage, said(author, body, room)) as Stored;
      return { ...message, sent: arrived.splice(0) };
    },
    sent: () => arrived.splice(0),
    choose: (user: number, level: Level | null, more: Partial<Chosen> = {}) =>
      commit(setLevel, { room: LOBBY.id, user, level, until: null, muteHere: false, ...more }),
  };
}
type Chosen = { room: number; until: number; muteHere: boolean };

/** Waits until the pause after a frame is over, so that the next is not held back. */
const pause = () => void jest.advanceTimersByTime(1_300);

test("in an open room people hear of what is for them, and who wants it of everything", () => {
  const { ada, bob, grace, post, choose } = open();
  expect(post(ada, "to nobody").sent).toEqual([]);
  choose(grace, "all");
  expect(post(ada, "@Bob, tea?").sent).toEqual([
    [grace, "@Bob, tea?"],
    [bob, "@Bob, tea?"],
  ]);
});

test("the frame has the room, who wrote, and what, as plain text of a bounded length", () => {
  const { ada, bob, frames, post } = open();
  const { id } = post(ada, `**@Bob** <b>&amp;</b> [tea](https://example.com) ${"🍵".repeat(300)}`);
  expect(frames).toEqual([
    {
      room: "lobby",
      roomName: "Lobby",
      author: "Ada",
      text: expect.stringMatching(/^@Bob <b>&amp;<\/b> tea 🍵+$/u),
      id,
    },
  ]);
  expect([...(frames[0]?.text ?? "")]).toHaveLength(200);
  expect(bob).toBeGreaterThan(0);
});

test("a message without a text is told by its files", () => {
  const { db, ada, bob, commit, said, sent, choose } = open();
  choose(bob, "all");
  db.query(
    `INSERT INTO files (id, room_id, user_id, name, length, created_at, content, type, width, height)
     VALUES ('f', 1, ?, 'sunset.jpg', 1, 1, 'x', 'image/jpeg', 4, 3)`,
  ).run(ada);
  commit(postMessage, { ...said(ada, "", LOBBY.id), files: ["f"] });
  expect(sent()).toEqual([[bob, "Picture: sunset.jpg"]]);
});

test("nobody hears of their own message, nor without a page", () => {
  const { ada, bob, here, post, choose } = open();
  choose(ada, "all");
  expect(post(ada, "@Ada @here, hello").sent.map(([user]) => user)).not.toContain(ada);
  here.delete(bob);
  expect(post(ada, "@Bob?").sent).toEqual([]);
});

test("who wants nothing hears nothing, until it is over", () => {
  const { db, ada, bob, post, choose } = open();
  const attic = addRoom(db, "attic");
  for (const level of ["nothing", "hidden"] as const) {
    choose(bob, level, { room: attic.id });
    expect(post(ada, "@Bob @here", attic.id).sent.filter(([user]) => user === bob)).toEqual([]);
  }
  choose(bob, "all");
  choose(bob, "nothing", { until: Date.now() + 60_000 });
  expect(post(ada, "@Bob, muted").sent.filter(([user]) => user === bob)).toEqual([]);
  jest.setSystemTime(Date.now() + 60_001);
  expect(post(ada, "all of it again").sent).toEqual([[bob, "all of it again"]]);
});

test("@here calls everybody who has a page open, except who has muted it", () => {
  const { ada, bob, grace, here, post, choose } = open();
  choose(bob, null, { muteHere: true });
  expect(post(ada, "@here, tea").sent).toEqual([[grace, "@here, tea"]]);
  expect(post(ada, "@here and @Bob").sent).toEqual([[bob, "@here and @Bob"]]); // she has to wait a moment
  here.delete(grace);
  choose(bob, "all", { muteHere: true });
  pause();
  expect(post(ada, "@here for all").sent).toContainEqual([bob, "@here for all"]);
});

test("a message for everybody is read once, however many are here", () => {
  const { db, ada, bob, grace, post } = open();
  const asked = spyOn(db, "query");
  expect(post(ada, "@here tea is ready").sent.map(([user]) => user)).toEqual([bob, grace]);
  expect(asked.mock.calls.filter(([sql]) => sql.includes("WHERE messages.id = ? AND room_id = ?"))).toHaveLength(1);
  asked.mockRestore();
});

test("in a direct room everything is heard, under the name that the reader has for it", () => {
  const { db, ada, bob, grace, frames, post } = open();
  const room = addRoom(db, "d1", "direct", [ada, bob]);
  expect(post(ada, "psst", room.id).sent).toEqual([[bob, "psst"]]);
  expect(post(bob, "@Grace what?", room.id).sent).toEqual([[ada, "@Grace what?"]]);
  expect(frames.map(({ roomName }) => roomName)).toEqual(["Ada", "Bob"]);
  expect(grace).toBeGreaterThan(0);
});

test("of a closed room only its people hear, from the moment they are added until they are gone", () => {
  const { db, ada, bob, grace, post, run, said, commit, sent } = open();
  const room = addRoom(db, "cellar", "closed", [ada, bob]);
  db.query("UPDATE memberships SET keeper = 1 WHERE user_id = ?").run(ada);
  expect(post(ada, "@Grace @Bob @here", room.id).sent).toEqual([[bob, "@Grace @Bob @here"]]);
  commit(addToRoom, { room: room.id, user: grace, by: ada });
  expect(post(ada, "@Grace, hello", room.id).sent).toEqual([[grace, "@Grace, hello"]]);
  commit(setLevel, { room: room.id, user: bob, level: "all", until: null, muteHere: false });
  pause();
  commit(removeFromRoom, { room: room.id, user: bob, by: ada, at: NOON });
  expect(post(ada, "he is gone", room.id).sent).toEqual([]);
  run(postMessage, said(ada, "@Grace, bye", room.id)); // and in the same transaction
  commit(removeFromRoom, { room: room.id, user: grace, by: ada, at: NOON });
  expect(sent()).toEqual([]);
});

test("who is removed while a message waits for its turn is not told of it", () => {
  const { db, ada, bob, post, commit, sent } = open();
  const room = addRoom(db, "cellar", "closed", [ada, bob]);
  expect(post(ada, "@Bob one", room.id).sent).toHaveLength(1);
  expect(post(ada, "@Bob two", room.id).sent).toEqual([]);
  commit(removeFromRoom, { room: room.id, user: bob, by: bob, at: NOON });
  pause();
  expect(sent()).toEqual([]);
});

test("one frame a second for a room is the most, and the newest is told", () => {
  const { ada, bob, post, sent, choose } = open();
  choose(bob, "all");
  expect(post(ada, "one").sent).toEqual([[bob, "one"]]);
  for (const body of ["two", "three", "four"]) expect(post(ada, body).sent).toEqual([]);
  pause();
  expect(sent()).toEqual([[bob, "four"]]);
  pause();
  expect(sent()).toEqual([]);
});

test("what waits is told as it is by then, or not at all", () => {
  const { ada, bob, post, sent, commit, choose } = open();
  choose(bob, "all");
  post(ada, "one");
  const { id } = post(ada, "two");
  commit(editMessage, { id, by: ada, body: "two, mended", at: NOON });
  pause();
  expect(sent()).toEqual([[bob, "two, mended"]]);
  const other = post(ada, "three");
  commit(deleteMessage, { id: other.id, by: ada, at: NOON });
  pause();
  expect(sent()).toEqual([]);
});

test("in a busy room nobody is looked at who does not want all of it and is not meant", () => {
  const { db, ada, bob, here, lookedAt, post, choose } = open();
  for (let n = 0; n < 100; n++) here.add(addPerson(db, `p${n}`));
  choose(bob, "all");
  lookedAt.length = 0;
  post(ada, "to all");
  post(ada, "@p7");
  expect(new Set(lookedAt)).toEqual(new Set([bob, [...here][10] ?? 0]));
});

test("a room that is closed is heard of by its people only, from then on", () => {
  const { db, ada, bob, grace, post, commit, choose } = open();
  const room = addRoom(db, "attic");
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(ada);
  choose(grace, "all", { room: room.id });
  choose(bob, "all", { room: room.id });
  post(bob, "I am in", room.id);
  commit(changeRoom, { room: room.id, by: ada, kind: "closed" });
  pause();
  expect(post(ada, "@here @Grace", room.id).sent).toEqual([[bob, "@here @Grace"]]);
});
