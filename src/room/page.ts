/** Puts the page of a room together from what the features know of it. */
import type { Database } from "bun:sqlite";

import type { Member } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Live } from "../live/live.ts";
import type { Present } from "../live/presence.ts";
import type { RenderRoom } from "../messages/routes.tsx";
import { listEntries } from "../rooms/store.ts";
import { hueChosenBy } from "../users/profile.store.ts";
import type { Site } from "../views/layout.tsx";
import { roomPages } from "./views.tsx";

/** A page takes its connection for dead after so many heartbeats without a word. */
const SILENT_BEATS = 2.4;

type Deps = {
  config: Pick<Config, "awayAfterSeconds" | "heartbeatSeconds" | "messageLength">;
  db: Database;
  live: Pick<Live, "people">;
  site: Site;
};

/** Returns what renders the page of a room around a rendered log. */
export function openRoomPage({ config, db, live, site }: Deps): RenderRoom {
  const page = roomPages({
    site,
    silence: config.heartbeatSeconds * SILENT_BEATS,
    awayAfter: config.awayAfterSeconds,
    messageLength: config.messageLength,
  });

  return (room, member, log, extra) =>
    page({
      room,
      rooms: listEntries(db, member.id).map(({ room }) => room),
      member,
      hue: hueChosenBy(db, member.id),
      people: withMember(live.people(room), member),
      log,
      ...extra,
    });
}

/** Who opens the page is here, though its socket comes a moment later. */
export function withMember(people: Present[], { id, name }: Member): Present[] {
  if (people.some((person) => person.id === id && !person.absent)) return people;
  const [absent, here] = [people.filter((person) => person.absent), people.filter((person) => !person.absent)];
  return [...here, { id, name, away: false }, ...absent.filter((person) => person.id !== id)];
}
