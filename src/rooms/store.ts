/** Rooms in SQL: which there are, and who may come in. */
import type { Database } from "bun:sqlite";

import { cachedUntilCommit } from "../database/read-cache.ts";
import { numberFrom, numbersFrom } from "../database/values.ts";
import { boundedMap } from "../lib/bounded-map.ts";
import type { ShownUser } from "../users/store.ts";

/** `open`: everybody with an account may come in; `closed`: its people; `direct`: two to nine people, who never change. */
export const ROOM_KINDS = ["open", "closed", "direct"] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/** What somebody hears of a room: every message, what is for them, nothing; or the room is not even in their list. */
export const LEVELS = ["all", "mine", "nothing", "hidden"] as const;
export type Level = (typeof LEVELS)[number];

export type Room = {
  id: number;
  slug: string;
  /** What the room is called; of a direct room the names of its other people, so that it depends on the reader. */
  name: string;
  kind: RoomKind;
  /** A line about what the room is for. */
  topic: string;
  /** Who may write. */
  writers: "everyone" | "keepers";
  /** Seconds between two messages of one person. */
  slow: number;
  /** Since when it is read-only and out of the list, in ms since 1970. */
  archivedAt: number | null;
  /** The ids of the people of a direct room, in order: "3,7". */
  people: string | null;
};

/** Those of some things that are in one of some rooms, each with it. */
export const withRooms = <Thing extends { room: number }>(things: Thing[], rooms: Room[]): (Thing & { in: Room })[] => {
  const byId = new Map(rooms.map((room) => [room.id, room]));
  return things.flatMap((thing) => {
    const room = byId.get(thing.room);
    return room ? [{ ...thing, in: room }] : [];
  });
};

/** What a person is to a room. */
export type Standing = {
  /** One of the people of a closed or direct room. */
  member: boolean;
  /** May change it. Administrators may, too, where they may come in. */
  keeper: boolean;
  /** May not write. */
  muted: boolean;
  /** What they chose to hear; null: as the kind has it. */
  level: Level | null;
  /** When that ends, in ms since 1970. */
  levelUntil: number | null;
  /** What holds after that; null: as the kind has it. */
  levelAfter: Level | null;
  /** `@here` is not for them. */
  muteHere: boolean;
  /** Up to this message they have read. */
  readId: number;
};

/** A room that somebody may come into, and what they are there. */
export type Entry = { room: Room; standing: Standing };

/** The room that is there from the start, and where people meet first. It can be renamed, not closed or deleted. */
export const LOBBY = "lobby";

const COLUMNS = `rooms.id, slug, name, kind, topic, writers, slow, archived_at AS archivedAt, rooms.people`;
/** Up to which message somebody counts as having read a room of which nothing is noted for them. */
export const READ_FROM = "max(users.read_from, rooms.read_from)";
const STANDING = `coalesce(member, 0) AS member, coalesce(keeper, 0) AS keeper, muted_at IS NOT NULL AS muted, level,
  level_until AS levelUntil, level_after AS levelAfter, coalesce(mute_here, 0) AS muteHere,
  coalesce(read_id, ${READ_FROM}) AS readId`;

/** Rooms as somebody sees them: those that are open, and those whose people they are one of. One parameter, their id. */
const SELECT_ENTRIES = `SELECT ${COLUMNS}, ${STANDING} FROM users CROSS JOIN rooms
  LEFT JOIN memberships ON memberships.user_id = users.id AND memberships.room_id = rooms.id
  WHERE users.id = +?1 AND rooms.deleted_at IS NULL AND (kind = 'open' OR member = 1)`;

type EntryRow = Room &
  Omit<Standing, "member" | "keeper" | "muted" | "muteHere"> &
  Record<"member" | "keeper" | "muted" | "muteHere", number>;

function toEntry(db: Database, user: number, row: EntryRow): Entry {
  const { member, keeper, muted, level, levelUntil, levelAfter, muteHere, readId, ...room } = row;
  const standing = {
    member: member === 1,
    keeper: keeper === 1,
    muted: muted === 1,
    muteHere: muteHere === 1,
    level,
    levelUntil,
    levelAfter,
    readId,
  };
  return { room: room.people === null ? room : { ...room, name: directName(db, room.people, user) }, standing };
}

const entryOf = cachedUntilCommit((db, key: string): Entry | undefined => {
  const [user = "", slug = ""] = key.split(" ", 2);
  const row = db.query<EntryRow, [number, string]>(`${SELECT_ENTRIES} AND slug = +?2`).get(Number(user), slug);
  return row ? toEntry(db, Number(user), row) : undefined;
});

/** No slug has more characters; a longer one is not looked for, as every answer is kept by it for a while. */
const LONGEST_SLUG = 500;

/** The room of a slug, if somebody may come in; a room that is not there and one they may not see are the same. */
export const findEntry = (db: Database, slug: string, user: number): Entry | undefined =>
  slug.includes(" ") || slug.length > LONGEST_SLUG ? undefined : entryOf(db, `${user} ${slug}`);

/** The same by the id of the room. To be asked inside a write, too: nothing is cached. */
export function findEntryById(db: Database, room: number, user: number): Entry | undefined {
  const row = db.query<EntryRow, [number, number]>(`${SELECT_ENTRIES} AND rooms.id = +?2`).get(user, room);
  return row ? toEntry(db, user, row) : undefined;
}

/** Rooms that are cached until the next commit, in the lists of all people together. */
const LISTED = 10_000;

/** All rooms that somebody may come into, archived ones as well: the lobby first, then by age. */
export const listEntries = cachedUntilCommit(
  (db, user: number): Entry[] =>
    db
      .query<EntryRow, [number]>(`${SELECT_ENTRIES} ORDER BY rooms.id`)
      .all(user)
      .map((row) => toEntry(db, user, row)),
  { most: LISTED, weigh: (entries) => entries.length + 1 },
);

/** How many rooms there are, whoever asks; deleted ones count. */
export const countRooms = (db: Database): number => numberFrom(db, "SELECT count(*) FROM rooms");

/** A room by its slug, whoever asks: for the operator. */
export const findRoom = (db: Database, slug: string): Room | undefined =>
  db.query<Room, [string]>(`SELECT ${COLUMNS} FROM rooms WHERE slug = ? AND deleted_at IS NULL`).get(slug) ?? undefined;

const roomOf = cachedUntilCommit(findRoom);

/** The same for the many pages of a room that connect at once; of a direct room the name is not that for its reader. */
export const findRoomForAll = (db: Database, slug: string): Room | undefined =>
  slug.length > LONGEST_SLUG ? undefined : roomOf(db, slug);

/** A room by its id, whoever asks. */
export const findRoomById = cachedUntilCommit(
  (db, id: number): Room | undefined =>
    db.query<Room, [number]>(`SELECT ${COLUMNS} FROM rooms WHERE id = ? AND deleted_at IS NULL`).get(id) ?? undefined,
);

/** All rooms, whoever asks: for the operator. */
export const listRooms = (db: Database): Room[] =>
  db.query<Room, []>(`SELECT ${COLUMNS} FROM rooms WHERE deleted_at IS NULL ORDER BY id`).all();

/** What a room is called for the operator: a direct one by the names of all its people. */
export const nameForOperator = (db: Database, { name, people }: Pick<Room, "name" | "people">): string =>
  people === null ? name : directName(db, people, NOBODY);

/** No account has this id. */
const NOBODY = 0;

/** What a direct room is called for one of its people: the others' names, or that it is for notes. */
function directName(db: Database, people: string, user: number): string {
  const others = people.split(",").filter((id) => id !== String(user));
  if (others.length === 0) return "Notes to yourself";
  const name = db.query<{ name: string }, [string]>("SELECT username AS name FROM users WHERE id = ?");
  return others.map((id) => name.get(id)?.name ?? "").join(", ");
}

/** Whether somebody may come into a room. */
export const mayEnter = (db: Database, room: number, user: number): boolean =>
  db
    .query(
      `SELECT 1 FROM rooms LEFT JOIN memberships ON room_id = id AND user_id = +?2
       WHERE id = +?1 AND deleted_at IS NULL AND (kind = 'open' OR member = 1)`,
    )
    .get(room, user) !== null;

/** One of the people of a room. */
export type RoomPerson = ShownUser & { keeper: boolean; muted: boolean };

/** The people of a closed or direct room, or of an open one those who keep it or may not write, by name. */
export function listPeople(db: Database, room: number): RoomPerson[] {
  const sql = `SELECT users.id, username AS name, hue, picture_small AS picture, keeper, muted_at IS NOT NULL AS muted
    FROM memberships JOIN users ON users.id = user_id JOIN rooms ON rooms.id = room_id
    WHERE room_id = +? AND left_at IS NULL AND iif(kind = 'open', keeper = 1 OR muted_at IS NOT NULL, member = 1)
    ORDER BY username_folded`;
  const rows = db.query<ShownUser & { keeper: number; muted: number }, [number]>(sql).all(room);
  return rows.map((row) => ({ ...row, keeper: row.keeper === 1, muted: row.muted === 1 }));
}

/** What decides whether something in a room is new to somebody. */
export type ReadState = {
  room: Pick<Room, "id" | "kind">;
  standing: Pick<Standing, "readId" | "muteHere" | "level" | "levelUntil" | "levelAfter">;
};

type ReadStateRow = [id: number, RoomKind, readId: number, muteHere: number, Level | null, number | null, Level | null];

const SELECT_READ_STATES = `SELECT rooms.id, kind, coalesce(read_id, ${READ_FROM}), coalesce(mute_here, 0), level,
  level_until, level_after FROM users CROSS JOIN rooms
  LEFT JOIN memberships ON memberships.user_id = users.id AND memberships.room_id = rooms.id
  WHERE users.id = +? AND rooms.deleted_at IS NULL AND archived_at IS NULL AND (kind = 'open' OR member = 1)`;

/** Of these there are as many as all people together have rooms; one takes about 130 bytes. */
const READ_STATES = 100_000;

/** The same rooms, without those that are archived, and only what that takes. */
export const listReadStates = cachedUntilCommit(
  (db, user: number): ReadState[] =>
    (db.query<unknown, [number]>(SELECT_READ_STATES).values(user) as ReadStateRow[]).map(
      ([id, kind, readId, muteHere, level, levelUntil, levelAfter]) => ({
        room: { id, kind },
        standing: { readId, muteHere: muteHere === 1, level, levelUntil, levelAfter },
      }),
    ),
  { most: READ_STATES, weigh: (states) => states.length + 1 },
);

/** With whom people have a direct room for two. One query for all of them: thousands may come at once. */
export const partnersOf = (db: Database, users: number[]): { user: number; partner: number }[] =>
  db
    .query<{ user: number; people: string }, [string]>(
      `SELECT user_id AS user, people FROM json_each(?) CROSS JOIN memberships ON user_id = value AND member = 1
       CROSS JOIN rooms ON rooms.id = room_id WHERE people IS NOT NULL`,
    )
    .all(JSON.stringify(users))
    .flatMap(({ user, people }) => {
      const [one = 0, other = 0, ...more] = people.split(",").map(Number);
      return other > 0 && more.length === 0 ? { user, partner: one === user ? other : one } : [];
    });

/** The ids of the direct rooms in which somebody is, or was before they left the place. */
export const directRoomsOf = (db: Database, user: number): number[] =>
  numbersFrom(
    db,
    "SELECT id FROM rooms WHERE people IS NOT NULL AND ',' || people || ',' LIKE '%,' || ? || ',%'",
    user,
  );

/** The ids of the people of a closed or direct room. */
export const peopleIn = cachedUntilCommit(
  (db, room: number): ReadonlySet<number> =>
    new Set(numbersFrom(db, "SELECT user_id FROM memberships WHERE room_id = ? AND member = 1", room)),
);

/** What somebody chose to hear of a room. */
export type HearingChoice = Pick<Standing, "level" | "levelUntil" | "levelAfter" | "muteHere">;

/** What people chose to hear of a room, by their ids; those who chose nothing are not among them. */
export function choicesIn(db: Database, room: number): Map<number, HearingChoice> {
  const sql = `SELECT user_id AS id, level, level_until AS levelUntil, level_after AS levelAfter, mute_here AS muteHere
    FROM memberships WHERE room_id = ? AND (level IS NOT NULL OR level_after IS NOT NULL OR mute_here = 1)`;
  const read = db.query<Omit<HearingChoice, "muteHere"> & { id: number; muteHere: number }, [number]>(sql);
  const rows = read.all(room);
  return new Map(rows.map(({ id, muteHere, ...choice }) => [id, { ...choice, muteHere: muteHere === 1 }]));
}

/** When what somebody hears of a room for a while ends, in ms since 1970. */
export type LevelEnd = { user: number; room: number; at: number };

/** All that end after a time. It looks through everything that people chose: once, when the server starts. */
export const listLevelEnds = (db: Database, after: number): LevelEnd[] =>
  db
    .query<LevelEnd, [number]>(
      "SELECT user_id AS user, room_id AS room, level_until AS at FROM memberships WHERE level_until > ?",
    )
    .all(after);

type Hearing = { room: Pick<Room, "kind">; standing: Omit<HearingChoice, "muteHere"> };

/** What somebody hears of a room at a time, in ms since 1970: what they chose, or what is usual for its kind. */
export function levelOf({ room, standing }: Hearing, now: number): Level {
  const holds = standing.levelUntil === null || standing.levelUntil > now;
  return (holds ? standing.level : standing.levelAfter) ?? usualLevel(room.kind);
}

/** What somebody hears of a room of a kind who has not chosen anything. */
export const usualLevel = (kind: RoomKind): Level => (kind === "direct" ? "all" : "mine");

/** Rooms whose slugs are kept. */
const SLUGS = 1_000;

/** The slugs of rooms by their ids. A slug stays as it is, so it is read once. */
export function openSlugs(db: Database): (room: number) => string {
  const kept = boundedMap<number, string>({ most: SLUGS });
  return (room) => {
    const known = kept.get(room);
    if (known !== undefined) return known;
    const row = db.query<{ slug: string }, [number]>("SELECT slug FROM rooms WHERE id = ?").get(room);
    if (!row) throw new Error(`there is no room ${room}`);
    kept.set(room, row.slug);
    return row.slug;
  };
}
