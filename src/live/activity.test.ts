/** What rooms hear of people: who came, who left, and that nobody who left is still writing. */
import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { find, textOf } from "../../test/support/html.ts";
import { addPerson, addRoom, LOBBY, openMemory } from "../../test/support/memory.ts";
import { openPeopleOfRooms } from "../rooms/people-of-rooms.ts";
import { listPeople, type Room } from "../rooms/store.ts";
import { openActivity } from "./activity.ts";
import type { Connection } from "./connection.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

type Frame = { typing?: [number, string][]; content?: string };

/** Ada, Grace and Zoe, and a closed room of the first two. */
function open() {
  const db = openMemory();
  const ids = ["Ada", "Grace", "Zoe"].map((name) => addPerson(db, name));
  const cellar = addRoom(db, "cellar", "closed", ids.slice(0, 2));
  const muted = new Set<number>();
  const frames: { room: number | "open"; frame: Frame }[] = [];
  const activity = openActivity({
    publish: (room, frame) => frames.push({ room, frame: JSON.parse(frame) as Frame }),
    publishToOpen: (frame) => frames.push({ room: "open", frame: JSON.parse(frame) as Frame }),
    peopleOf: openPeopleOfRooms(db),
    listPeople: (room) => listPeople(db, room),
    mayWrite: (_, person) => !muted.has(person),
  });
  /** A page of somebody; what a connection has besides is nothing to this module. */
  const page = (name: string, room: Room = LOBBY) => {
    const member = { id: ids[["Ada", "Grace", "Zoe"].indexOf(name)], name, admin: false };
    const session = { id: name, member, expiresAt: Infinity, seenAt: 0 };
    const socket = { send: (frame: string) => frames.push({ room: room.id, frame: JSON.parse(frame) as Frame }) };
    const connection = { room, session, socket, entered: false, away: false };
    activity.entered(connection as unknown as Connection);
    return connection as unknown as Connection;
  };
  /** The frames of a kind that a room, or all open ones, received within a second. */
  const heard = (room: number | "open", kind: keyof Frame) => {
    jest.advanceTimersByTime(1_100);
    return frames.filter((sent) => sent.room === room && sent.frame[kind] !== undefined).map(({ frame }) => frame);
  };
  const writing = (room = LOBBY.id) =>
    heard(room, "typing")
      .at(-1)
      ?.typing?.map(([, name]) => name) ?? [];
  const here = (room: number | "open") => {
    const content = heard(room, "content").at(-1)?.content ?? "";
    return `${find(content, "#here li").map(({ text }) => text)}: ${textOf(content, "#here-count")}`;
  };
  return { ...activity, page, writing, here, heard, cellar, frames, muted };
}

test("who may not write is not said to be writing", () => {
  const { page, received, writing, muted } = open();
  const [ada, grace] = [page("Ada"), page("Grace")];
  muted.add(ada.session.member.id);
  received(ada, "typing");
  received(grace, "typing");
  expect(writing()).toEqual(["Grace"]);
});

test("who leaves is not writing any more, at once", () => {
  const { page, received, left, writing } = open();
  const [ada] = [page("Ada"), page("Grace")];
  received(ada, "typing");
  expect(writing()).toEqual(["Ada"]);
  left(ada);
  expect(writing()).toEqual([]);
});

test("who stops is not writing any more, and who only says something else still is", () => {
  const { page, received, writing } = open();
  const [ada, grace] = [page("Ada"), page("Grace")];
  received(ada, "typing");
  received(grace, "typing");
  received(grace, "TYPING");
  received(ada, "idle");
  expect(writing()).toEqual(["Grace"]);
});

test("who writes in one room writes in no other", () => {
  const { page, received, writing, cellar } = open();
  const [ada] = [page("Ada", cellar), page("Grace")];
  received(ada, "typing");
  expect([writing(cellar.id), writing()]).toEqual([["Ada"], []]);
});

test("whichever room somebody has open, they are here in all open ones, which hear of it together", () => {
  const { page, here, heard, cellar } = open();
  page("Zoe");
  page("Ada", cellar);
  expect(here("open")).toBe("Ada,Zoe: 2 here");
  expect(heard(LOBBY.id, "content")).toEqual([]);
});

test("a closed room shows its own people, last those who are not here", () => {
  const { page, here, left, received, cellar } = open();
  page("Zoe");
  const ada = page("Ada", cellar);
  expect(here(cellar.id)).toBe("Ada,Grace not here: 1 here");
  const grace = page("Grace"); // in the lobby
  expect(here(cellar.id)).toBe("Ada,Grace: 2 here");
  received(grace, "away");
  expect(here(cellar.id)).toBe("Ada,Grace away: 2 here");
  left(grace);
  expect(here(cellar.id)).toBe("Ada,Grace not here: 1 here");
  left(ada);
});

test("a closed room hears nothing of others, nor does anybody of a room that nobody has open", () => {
  const { page, heard, left, cellar } = open();
  const ada = page("Ada", cellar);
  heard(cellar.id, "content");
  const before = heard(cellar.id, "content").length;
  const zoe = page("Zoe");
  left(zoe);
  expect(heard(cellar.id, "content")).toHaveLength(before);
  left(ada);
  expect(heard(cellar.id, "content")).toHaveLength(before);
});
