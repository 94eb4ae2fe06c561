/**
 * What arrived at people, and whether they were allowed to have it. A frame is too much for somebody when it tells of a room,
 * certainly left the server after they were out of that room, and arrived before anybody began to let them in again.
 */
import type { SignalFrame } from "../../src/live/signal-frame.ts";
import { rowsIn, type ShownRow } from "../support/person.ts";
import { type Clock, type ModelRoom, of } from "./membership.ts";

/** Where something arrived: at a page of somebody, in a room. */
export type PageOf = { person: number; room: ModelRoom };

/** A frame, or a page that was loaded. */
export type Arrival = PageOf & {
  at: number;
  /** When its connection, or its request, was begun. */
  began: number;
  /** The rows in it. */
  rows: Pick<ShownRow, "id" | "rev">[];
  /** The newest messages of which it says that they are there. */
  newest: number[];
  /** The messages that are named without being shown. */
  named: number[];
  /** The rooms that are named in it. */
  rooms: ModelRoom[];
  /** Whom it says to be in the room, and to be typing there. */
  here: number[];
  typing: number[];
  /** Its beginning, for the report. */
  text: string;
};

type Frame = SignalFrame & {
  target?: string;
  content?: string;
  typing?: [number, string][];
  own?: Record<string, string[]>;
  notify?: { room: string; id: number };
};

export type Arrivals = {
  list: Arrival[];
  /** Notes what arrived just now. */
  note: (page: PageOf, began: number, text: string) => void;
};

export function openArrivals(rooms: ModelRoom[]): Arrivals {
  const list: Arrival[] = [];
  return {
    list,
    note(page, began, text) {
      list.push({ ...page, at: performance.now(), began, ...readFrame(text, rooms), text: text.slice(0, 200) });
    },
  };
}

type Facts = Pick<Arrival, "rows" | "newest" | "named" | "rooms" | "here" | "typing">;

function readFrame(text: string, rooms: ModelRoom[]): Facts {
  const frame: Frame = text.startsWith("{") ? JSON.parse(text) : {};
  const { fresh = [], unread = [], typing = [], own = {}, notify, target, content = "" } = frame;
  const listed = [...fresh, ...unread].map(([room]) => room);
  const isNamed = ({ id, slug, name }: ModelRoom) => listed.includes(id) || text.includes(slug) || text.includes(name);
  return {
    rows: rowsIn(target === "#log" ? content : text).map(({ id, rev }) => ({ id, rev })),
    newest: [...fresh.map(([, newest]) => newest), ...(notify ? [notify.id] : [])],
    named: Object.keys(own).map(Number),
    rooms: rooms.filter((room) => isNamed(room)),
    here: target === "#here" ? [...content.matchAll(/\/people\/(\d+)"/g)].map(([, id]) => Number(id)) : [],
    typing: typing.map(([id]) => id),
  };
}

export type Known = {
  clock: Clock;
  /** The room of each message, by its id. */
  roomOf: (message: number) => ModelRoom | undefined;
  /** When somebody first said that they were typing in a room. */
  typedAt: (room: ModelRoom, person: number) => number;
};

/** Everything that somebody should not have got. */
export function checkArrivals(arrivals: Arrival[], { clock, roomOf, typedAt }: Known): string[] {
  /** When what came last on a connection had certainly not left yet. */
  const after = new Map<string, number>();
  return arrivals.flatMap((arrival) => {
    const { person, room, at, began, rows, newest, named, here, typing, text } = arrival;
    const connection = `${person} ${room.slug} ${began}`;
    const times = [...rows.map(({ rev }) => clock.ofRev(rev)), ...newest.map(clock.ofId)];
    const since = Math.max(began, after.get(connection) ?? 0, ...times);
    after.set(connection, since);

    const isOut = (where: ModelRoom, who: number) => of(where.inside, who).was("no", since, at);
    const strange = rows.filter(({ id }) => roomOf(id) !== room);
    const informed = [room, ...arrival.rooms, ...named.flatMap((id) => roomOf(id) ?? [])];
    return [
      ...[...new Set(informed)]
        .filter((where) => isOut(where, person))
        .map((where) => `is out, and hears of ${where.name}`),
      ...strange.map(({ id }) => `is shown ${id}, which was said elsewhere`),
      ...here.filter((other) => isOut(room, other)).map((other) => `hears that ${other} is there, who is out`),
      ...typing.filter((other) => typedAt(room, other) > at).map((other) => `hears that ${other} is typing`),
    ].map((problem) => `${person} in ${room.name} ${problem}: ${text}`);
  });
}
