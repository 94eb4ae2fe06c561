/** Puts the page about a room together, for all the routes that lead to it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { countAll, countGoing, NO_AMOUNT } from "../messages/retention-count.ts";
import { isKeeper, KEEPERS_ONLY, NO_ROOM } from "../rooms/access.ts";
import type { RoomOutcome, RoomRefused } from "../rooms/change.store.ts";
import { readRoomRetention } from "../rooms/retention.store.ts";
import { nextKept, type RoomRetention } from "../rooms/retention.ts";
import { readRoomSettings } from "../rooms/settings.store.ts";
import { type Entry, listPeople, type Room } from "../rooms/store.ts";
import type { Site } from "../views/layout.tsx";
import { peopleOf } from "./about-people.ts";
import { type AboutExtra, AboutPage } from "./about.views.tsx";
import { type OfferedPerson, offerPeople, type PeopleSource } from "./choose-people.ts";
import type { GoingCounts } from "./retention.views.tsx";

/** A room and who asks about it. */
export type Asked = Entry & { member: Member };

export type RenderAbout = (asked: Asked, extra?: AboutExtra) => JSX.Element;

export const openAboutPage =
  ({ db, live, site }: PeopleSource & { site: Site }): RenderAbout =>
  async ({ room, standing, member }, extra = {}) => {
    const keeps = isKeeper({ room, standing }, member);
    const now = Date.now();
    const retention = readRoomRetention(db, room.id);
    const counts = keeps ? await countFor(db, room, retention, now) : { going: NO_AMOUNT, all: NO_AMOUNT };
    return (
      <AboutPage
        {...{ site, room, standing, member, keeps, retention, counts, now }}
        people={peopleOf({ db, live }, room, extra.find ?? "")}
        offered={keeps && room.kind === "closed" ? offerToAdd({ db, live }, room) : []}
        direct={readRoomSettings(db).direct}
        {...extra}
      />
    );
  };

async function countFor(db: Database, room: Room, retention: RoomRetention, now: number): Promise<GoingCounts> {
  const next = nextKept(retention, now);
  const going = next ? await countGoing(db, { room: room.id }, next.from) : NO_AMOUNT;
  return { going, all: await countAll(db, { room: room.id }) };
}

/** Most people who are offered at once: the page is about more than them. */
const OFFERED = 8;

function offerToAdd(from: PeopleSource, { id }: Room): OfferedPerson[] {
  const inIt = listPeople(from.db, id).map((person) => person.id);
  return offerPeople(from, { except: inIt, start: "", chosen: [] }).slice(0, OFFERED);
}

/** Why something was not done to a room, for whoever tried. */
export const NOT_DONE: Record<RoomRefused, ErrorDetails> = {
  missing: NO_ROOM,
  "not allowed": KEEPERS_ONLY,
  taken: { status: 422, sentence: "There is already a room with this name. Give this one another name first." },
  "not the lobby": { status: 422, sentence: "This can't be done to the first room: everybody arrives there." },
  direct: { status: 403, sentence: "A direct conversation stays as it is." },
  "wrong name": { status: 422, sentence: "That is not the name of this room." },
  "last keeper": { status: 422, sentence: "A closed room needs a keeper. Make somebody else one first." },
};

/** @throws HttpError when a write did not change anything; `nobody` where a person may be what is missing */
export function expectChanged(outcome: RoomOutcome, nobody = NOT_DONE.missing): void {
  if (outcome !== "changed") throw new HttpError(outcome === "missing" ? nobody : NOT_DONE[outcome]);
}
