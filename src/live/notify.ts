/**
 * Tells the open pages of people about new messages that they want to hear of, whichever room they have open. In a busy
 * room only those are looked at who want all of it, and those a message is for: what it costs does not grow with its readers.
 */
import type { Database } from "bun:sqlite";

import type { WriteQueue } from "../database/write-queue.ts";
import { readFiles } from "../files/sent.store.ts";
import { summaryOfFiles } from "../files/summary.ts";
import { boundedMap } from "../lib/bounded-map.ts";
import { EVERYBODY } from "../messages/for-me.store.ts";
import { findMessageIn, type Message, messagePosted } from "../messages/store.ts";
import { textToPlain } from "../messages/text.ts";
import { peopleChanged, roomChanged } from "../rooms/change.store.ts";
import { levelChanged } from "../rooms/people.store.ts";
import {
  choicesIn,
  findEntryById,
  findRoomById,
  type HearingChoice,
  levelOf,
  peopleIn,
  type Room,
} from "../rooms/store.ts";
import type { Live } from "./live.ts";

/** Shortest time between two frames to a person about a room, in ms, and how often those that wait are looked at. */
const PAUSE = 1_000;
const TICK = 250;

/** Characters of a message that a notification has at most. */
const TEXT = 200;

/** People in what is kept of rooms, all rooms together. */
const KEPT = 200_000;

/** Who may hear of a room, and what they chose. */
type Audience = {
  room: Room;
  /** The people of a closed or direct room; in an open one everybody may hear. */
  people: ReadonlySet<number> | undefined;
  /** Of those who chose something. */
  choices: ReadonlyMap<number, HearingChoice>;
  /** Those of them who may want every message. */
  all: number[];
};

type PostedMessage = { id: number; room: number; author: number; called: number[] };

/** When a person was last told of a room, and the message that they are told of when the pause is over. */
type Sent = { user: number; room: number; at: number; next?: number };

type Deps = {
  queue: Pick<WriteQueue, "on" | "onCommit">;
  db: Database;
  live: Pick<Live, "send" | "presenceOf" | "peopleHere">;
};

export function openNotifications({ queue, db, live }: Deps): { close: () => void } {
  const audiences = boundedMap<number, Audience>({
    most: KEPT,
    weigh: ({ people, choices }) => 1 + choices.size + (people?.size ?? 0),
  });
  let posted: PostedMessage[] = [];
  const sent = new Map<string, Sent>();
  let timer: Timer | undefined;

  queue.on(messagePosted, (message) => void posted.push(message));
  for (const kind of [levelChanged, peopleChanged, roomChanged]) {
    queue.on<{ room: number }>(kind, ({ room }) => audiences.delete(room));
  }
  // After all events: who was removed from a room in the same transaction hears nothing of it.
  queue.onCommit(() => {
    read = undefined;
    const messages = posted;
    posted = [];
    for (const message of messages) notify(message);
  });

  function audienceOf(id: number): Audience | undefined {
    const known = audiences.get(id);
    if (known) return known;
    const room = findRoomById(db, id);
    if (!room) return undefined;
    const choices = choicesIn(db, id);
    const all = [...choices].flatMap(([user, { level, levelAfter }]) =>
      level === "all" || levelAfter === "all" ? user : [],
    );
    const audience = { room, people: room.kind === "open" ? undefined : peopleIn(db, id), choices, all };
    audiences.set(id, audience);
    return audience;
  }

  function notify({ id, room, author, called }: PostedMessage): void {
    const audience = audienceOf(room);
    if (!audience) return;
    const meant = new Set(called);
    for (const user of candidates(audience, meant)) {
      if (user !== author && live.presenceOf(user) && wants(audience, user, meant)) sendSoon(user, room, id);
    }
  }

  /** Those who may want to hear of a message: in a direct room all are looked at, in others few. */
  function candidates({ room, people, all }: Audience, meant: Set<number>): Iterable<number> {
    if (people && (room.kind === "direct" || meant.has(EVERYBODY))) return people;
    if (meant.has(EVERYBODY)) return live.peopleHere();
    return new Set([...all, ...meant]);
  }

  function wants({ room, people, choices }: Audience, user: number, meant: Set<number>): boolean {
    if (people && !people.has(user)) return false;
    const choice = choices.get(user);
    const level = levelOf({ room, standing: choice ?? NOTHING_CHOSEN }, Date.now());
    const isMeant = meant.has(user) || (meant.has(EVERYBODY) && !choice?.muteHere);
    return level === "all" || (level === "mine" && isMeant);
  }

  function sendSoon(user: number, room: number, id: number): void {
    const key = `${user} ${room}`;
    const known = sent.get(key);
    if (known) return void (known.next = id);
    sent.set(key, { user, room, at: performance.now() });
    send(user, room, id);
    timer ??= setInterval(sendWaiting, TICK);
  }

  /** Of what came in a pause, the newest is sent. */
  function sendWaiting(): void {
    const now = performance.now();
    for (const [key, entry] of sent) {
      if (now - entry.at < PAUSE) continue;
      const { next } = entry;
      if (next === undefined) sent.delete(key);
      else {
        Object.assign(entry, { at: now, next: undefined });
        send(entry.user, entry.room, next);
      }
    }
    if (sent.size === 0) timer = void clearInterval(timer);
  }

  /** The message that was read last, until something changes: an `@here` may be for thousands. */
  let read: { id: number; message: Message | undefined } | undefined;

  function messageOf(room: number, id: number): Message | undefined {
    if (read?.id !== id) read = { id, message: findMessageIn(db, room, id) };
    return read.message;
  }

  /** The last frame that was made, which mostly goes to several people. */
  let made: { id: number; rev: number; name: string; frame: string } | undefined;

  function send(user: number, room: number, id: number): void {
    const name = nameFor(user, room);
    const message = name === undefined ? undefined : messageOf(room, id);
    const slug = audienceOf(room)?.room.slug;
    if (!message || message.deletedBy !== null || name === undefined || slug === undefined) return;
    if (made?.id !== id || made.rev !== message.rev || made.name !== name) {
      made = { id, rev: message.rev, name, frame: notifyFrame(message, slug, name) };
    }
    live.send(user, made.frame);
  }

  /** What a room is called for somebody; nothing when they may not come in (any more). */
  function nameFor(user: number, id: number): string | undefined {
    const { room, people } = audienceOf(id) ?? {};
    if (!room || (people && !people.has(user))) return undefined;
    return room.kind === "direct" ? findEntryById(db, id, user)?.room.name : room.name;
  }

  return { close: () => clearInterval(timer) };
}

const NOTHING_CHOSEN = { level: null, levelUntil: null, levelAfter: null };

/** The frame for a page: it shows the text as it is, so that is plain. */
const notifyFrame = (message: Message, room: string, roomName: string): string =>
  JSON.stringify({ notify: { room, roomName, author: message.authorName, text: textOf(message), id: message.id } });

/** The beginning of what was said, or else what its files are. */
const textOf = ({ body, files }: Message): string =>
  [...(textToPlain(body) || summaryOfFiles(readFiles(files)))].slice(0, TEXT).join("");
