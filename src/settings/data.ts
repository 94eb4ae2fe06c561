/** One's own data as lines of JSON: the account, what one chose, and everything one wrote. Nothing that others wrote. */
import type { Database } from "bun:sqlite";

import { listSessions } from "../auth/sessions.store.ts";
import { readExportedFiles } from "../files/export.store.ts";
import type { Positions } from "../rooms/positions.ts";
import { listEntries, type Room } from "../rooms/store.ts";
import { picturePath } from "../users/avatar.tsx";
import { findUser } from "../users/store.ts";
import {
  lastSeen,
  listMemberships,
  type OwnMembership,
  type OwnMessage,
  readOwnMessages,
  readOwnReactions,
} from "./data.store.ts";

type Deps = { db: Database; positions: Pick<Positions, "of"> };

/**
 * The lines, in parts that take a millisecond or two each; some are empty.
 * @param now in ms since 1970
 */
export function* ownData({ db, positions }: Deps, user: number, now: number): Generator<string> {
  /** As the person sees them; a room that they may not see (any more) is not named. */
  const rooms = () => new Map(listEntries(db, user).map(({ room }) => [room.id, room]));
  yield toLines([...account(db, user), ...sessions(db, user, now)]);
  const known = rooms();
  yield toLines(
    listMemberships(db, user).map((membership) => {
      const readId = positions.of(user, membership.room, membership.readId);
      return toMembership({ ...membership, readId }, known.get(membership.room));
    }),
  );
  for (const messages of readOwnMessages(db, user)) {
    const known = rooms();
    yield toLines(messages.map((message) => toMessage(message, known.get(message.room))));
  }
  for (const reactions of readOwnReactions(db, user)) {
    yield toLines(reactions.map((reaction) => ({ kind: "reaction", ...reaction })));
  }
}

const toLines = (objects: object[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join("");

function account(db: Database, id: number): object[] {
  const user = findUser(db, id);
  if (!user) return [];
  const { name, joinedAt, admin: administrator, hue: colour, about, picture } = user;
  return [
    { kind: "account", id, name, joinedAt: time(joinedAt), lastSeenAt: time(lastSeen(db, id)), administrator },
    { kind: "profile", colour, about, picture: picture === null ? undefined : picturePath(id, picture) },
  ];
}

/** Without their ids, which are a part of what lets one in. */
const sessions = (db: Database, user: number, now: number): object[] =>
  listSessions(db, user, now).map(({ device, address, createdAt, seenAt }) => ({
    ...{ kind: "session", device, address, createdAt: time(createdAt), seenAt: time(seenAt) },
  }));

function toMembership(membership: OwnMembership, room: Room | undefined): object {
  const { member, keeper, mutedAt, level, levelUntil, levelAfter, muteHere, readId } = membership;
  return {
    kind: "membership",
    room: room ? { slug: room.slug, name: room.name, kind: room.kind } : null,
    member: member === 1,
    keeper: keeper === 1,
    mutedAt: time(mutedAt),
    level,
    levelUntil: time(levelUntil),
    levelAfter: levelAfter ?? undefined,
    hereMuted: muteHere === 1,
    readUpTo: readId,
  };
}

function toMessage(message: OwnMessage, room: Room | undefined): object {
  const { id, key, at, body, replyTo, editedAt, deletedAt } = message;
  const files = readExportedFiles(message.files);
  const times = { at: time(at), editedAt: time(editedAt), deletedAt: time(deletedAt) };
  return { kind: "message", id, key, room: room?.slug ?? null, ...times, replyTo: replyTo ?? undefined, body, files };
}

/** Properties that do not apply are left out. */
const time = (at: number | null) => (at ? new Date(at).toISOString() : undefined);
