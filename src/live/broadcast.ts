/** Broadcasting is catching up for everybody: after each commit, the rows that changed leave, in the order they did. */
import type { Database } from "bun:sqlite";

import type { RowCache } from "../messages/row.tsx";
import { changes, latestRev, type Message } from "../messages/store.ts";
import { goneSince } from "../rooms/retention.store.ts";
import { changedUsers } from "../users/store.ts";
import { goneFrame, usersFrame } from "./views.tsx";

/** A frame ends with the row that reaches so many characters, lest a single one fill a reader's buffer. */
const FRAME = 131_072;

export type Broadcast = {
  /** Sends what has changed since the last call, and returns how many rows. To be called in the turn of a commit. */
  send: () => number;
};

type Deps = {
  db: Database;
  rows: RowCache;
  /** Is told what has changed before any of it is sent. */
  changed: (messages: Message[]) => void;
  /** Sends a frame of rows, or with what is gone of them, to everybody in a room. */
  publish: (room: number, frame: string) => void;
  /** Sends a frame to everybody. */
  publishToAll: (frame: string) => void;
};

/**
 * Changes of people, and what is gone, leave before the rows and move nobody's cursor: a page that misses them asks from
 * before them again.
 */
export function openBroadcast({ db, rows, changed, publish, publishToAll }: Deps): Broadcast {
  let sent = latestRev(db);

  return {
    send() {
      const latest = latestRev(db);
      if (latest === sent) return 0;
      const users = changedUsers(db, sent);
      if (users.length > 0) publishToAll(usersFrame(users));
      for (const { room, id } of goneSince(db, sent)) publish(room, goneFrame(id));
      const messages = changes(db, sent);
      changed(messages);
      for (const [room, inRoom] of Map.groupBy(messages, (message) => message.room)) {
        for (const frame of toFrames(inRoom, rows)) publish(room, frame);
      }
      sent = latest;
      return messages.length;
    },
  };
}

/** Rows joined to frames of a bounded size. */
export function toFrames(messages: Message[], rows: RowCache): string[] {
  const frames: string[] = [];
  for (let rest = messages; rest.length > 0;) {
    const { frame, count } = firstFrame(rest, rows);
    frames.push(frame);
    rest = rest.slice(count);
  }
  return frames;
}

/** As many rows as make one frame, how many they are, and the rev of the last. */
export function firstFrame(messages: Message[], rows: RowCache): { frame: string; count: number; rev: number } {
  let frame = "";
  let count = 0;
  let rev = 0;
  for (const message of messages) {
    frame += rows([message]);
    rev = message.rev;
    count++;
    if (frame.length >= FRAME) break;
  }
  return { frame, count, rev };
}
