/** Puts the page of a room together from what the features know of it. */
import type { Database } from "bun:sqlite";

import type { Member } from "../auth/sessions.ts";
import type { Live } from "../live/live.ts";
import type { Present } from "../live/presence.ts";
import { countHere } from "../live/views.tsx";
import type { RenderRoom } from "../messages/room-page.ts";
import type { NewestMessages } from "../messages/unread.store.ts";
import { enterRoom, isKeeper } from "../rooms/access.ts";
import type { Positions } from "../rooms/positions.ts";
import { readRoomRetention } from "../rooms/retention.store.ts";
import { readRoomSettings } from "../rooms/settings.store.ts";
import type { Entry, Room } from "../rooms/store.ts";
import { type MayNotWrite, whyNotWrite } from "../rooms/writing.store.ts";
import { readShownUser } from "../users/profile.store.ts";
import type { Site } from "../views/layout.tsx";
import type { RoomsLists } from "./rooms-list.ts";
import type { ListsHtml } from "./sidebar.tsx";
import { type PageConfig, roomPages } from "./views.tsx";

export type PageDeps = {
  config: PageConfig;
  db: Database;
  live: Pick<Live, "people" | "presenceOf">;
  lists: Pick<RoomsLists, "roomsHtml" | "peopleHtml" | "hidden">;
  positions: Pick<Positions, "of">;
  newest: Pick<NewestMessages, "in">;
  site: Site;
};

/** Returns what renders the page of a room around a rendered log. */
export function openRoomPage(deps: PageDeps): RenderRoom {
  const { config, db, live, newest, positions, site } = deps;
  const page = roomPages(site, config);

  return (room, member, log, extra) => {
    const entry = enterRoom(db, room, member); // again: it took a while to render the list
    return page(
      {
        room,
        keeper: isKeeper(entry, member),
        lists: listsFor(deps, member, entry),
        settings: readRoomSettings(db),
        retention: readRoomRetention(db, room.id),
        member,
        shown: readShownUser(db, member.id),
        people: withMember(live, room, member),
        mayNotWrite: mayNotWrite(db, entry, member),
        read: positions.of(member.id, room.id, entry.standing.readId),
        newest: newest.in(room.id),
        log,
      },
      extra,
    );
  };
}

/** The lists of the sidebar in the page of a room. */
export const listsFor = (
  { lists, live }: Pick<PageDeps, "lists" | "live">,
  { id }: Member,
  open: Entry,
): ListsHtml => ({
  rooms: lists.roomsHtml(id, open),
  hidden: lists.hidden(id),
  people: lists.peopleHtml(id, open, (person) => live.presenceOf(person) !== undefined),
});

/** Why somebody may not write in a room, as long as they don't write: in a slow room they may. */
export function mayNotWrite(db: Database, { room, standing }: Entry, { id }: Member): MayNotWrite | undefined {
  const isOff = room.kind === "direct" && !readRoomSettings(db).direct;
  const isPlain = room.archivedAt === null && room.writers === "everyone" && !standing.muted && !isOff;
  return isPlain ? undefined : whyNotWrite(db, { room: room.id, user: id });
}

/** Who opens a page of a room is here, though its socket comes a moment later. */
export function withMember({ people, presenceOf }: PageDeps["live"], room: Room, member: Member): Present[] {
  const { id } = member;
  const all = people(room);
  const isHere = presenceOf(id) !== undefined && all.some((person) => person.id === id && !person.absent);
  if (isHere) return all; // seldom looked for: there may be ten thousand
  const others = room.kind === "open" ? all : all.filter((person) => person.id !== id);
  return others.toSpliced(countHere(others), 0, asPresent(member));
}

/** One object for each session, so that what a list shows of its member is rendered once. */
const PRESENT = new WeakMap<Member, Present>();

function asPresent(member: Member): Present {
  const known = PRESENT.get(member) ?? { id: member.id, name: member.name, away: false };
  PRESENT.set(member, known);
  return known;
}
