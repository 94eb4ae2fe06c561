/** What a room hears of its people: who came, who left, and that nobody who left is still writing. */
import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { LOBBY } from "../../test/support/memory.ts";
import { openActivity } from "./activity.ts";
import type { Connection } from "./connection.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function open() {
  const frames: string[] = [];
  const activity = openActivity({ publish: (_, frame) => frames.push(frame) });
  /** A page of somebody; what a connection has besides is nothing to this module. */
  const page = (id: number, name: string) => {
    const session = { id: name, member: { id, name, admin: false }, expiresAt: Infinity, seenAt: 0 };
    const connection = { room: LOBBY, session, socket: undefined, entered: false, away: false };
    activity.entered(connection as unknown as Connection);
    return connection as unknown as Connection;
  };
  /** Who is writing, as the room received it last, a second later. */
  const writing = () => {
    jest.advanceTimersByTime(1_100);
    return (JSON.parse(frames.at(-1) ?? "{}") as { typing: [number, string][] }).typing.map(([, name]) => name);
  };
  return { ...activity, page, writing };
}

test("who leaves is not writing any more, at once", () => {
  const { page, received, left, writing } = open();
  const [ada] = [page(1, "Ada"), page(2, "Grace")];
  received(ada, "typing");
  expect(writing()).toEqual(["Ada"]);
  left(ada);
  expect(writing()).toEqual([]);
});

test("who stops is not writing any more, and who only says something else still is", () => {
  const { page, received, writing } = open();
  const [ada, grace] = [page(1, "Ada"), page(2, "Grace")];
  received(ada, "typing");
  received(grace, "typing");
  received(grace, "TYPING");
  received(ada, "idle");
  expect(writing()).toEqual(["Grace"]);
});
