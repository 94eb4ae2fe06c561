/** The page about a room: what it is for, who is in it, what one hears of it, and what its keepers can do. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import type { RoomRetention } from "../rooms/retention.ts";
import { LOBBY, type Room, type Standing } from "../rooms/store.ts";
import { duration } from "../views/ago.ts";
import type { Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";
import type { AboutPeople } from "./about-people.ts";
import { PeopleSection } from "./about-people.views.tsx";
import { GraveSection, SettingsSection } from "./about-settings.views.tsx";
import type { OfferedPerson } from "./choose-people.ts";
import { LevelSection } from "./level.views.tsx";
import { RoomIcon } from "./list.views.tsx";
import { type GoingCounts, RetentionSection, retentionSentences } from "./retention.views.tsx";

/** What is wrong with what was filled in, by field. */
export type AboutProblems = Partial<
  Record<"name" | "topic" | "slow" | "person" | "farewell" | "days" | "hour", string>
>;

/** What a page has besides the room as it is. */
export type AboutExtra = {
  /** How the names begin of those who are looked for, as it was typed. */
  find?: string;
  /** What was just done, in words. */
  done?: string;
  /** What was filled in. */
  typed?: Partial<Record<"name" | "topic" | "writers" | "slow" | "person" | "keep" | "days" | "hour", string>>;
  problems?: AboutProblems;
};

export type AboutProps = AboutExtra & {
  site: Site;
  room: Room;
  standing: Standing;
  member: Member;
  /** The reader may change the room. */
  keeps: boolean;
  people: AboutPeople;
  /** Whom its keepers can add at a tick: the first of those who are not in it. */
  offered: OfferedPerson[];
  retention: RoomRetention;
  /** For its keepers: how much will go. */
  counts: GoingCounts;
  /** People may talk directly in this place. */
  direct: boolean;
  now: number;
};

export const AboutPage = (props: AboutProps) => {
  const { site, room, keeps, done, problems = {} } = props;
  const more = room.kind === "closed" || (keeps && room.slug !== LOBBY);
  const wrong = Object.keys(problems).length > 0;
  const back = `/rooms/${room.slug}`;
  return (
    <Sheet site={site} title={room.name} done={done} wrong={wrong} class="rooms" back={back}>
      {keeps && (
        <nav aria-label="On this page">
          <a href="#people">People</a>
          <a href="#level">What you hear</a>
          <a href="#settings">Settings</a>
          <a href="#keep">What is kept</a>
          {more && <a href="#more">More</a>}
        </nav>
      )}
      <Facts {...props} />
      <PeopleSection {...props} />
      <LevelSection {...props} />
      {keeps && <SettingsSection {...props} />}
      {keeps && <RetentionSection {...props} />}
      {more && <GraveSection {...props} />}
    </Sheet>
  );
};

const Facts = ({ room, standing, retention, now }: AboutProps) => (
  <section aria-label="What it is for">
    {room.topic !== "" && (
      <p class="topic" dir="auto" safe>
        {room.topic}
      </p>
    )}
    <p class="room-facts">
      <RoomIcon room={room} />
      <span safe>{[...factsOf(room, standing), ...retentionSentences(retention, now)].join(" ")}</span>
    </p>
    <a class="inline-flex min-h-11 items-center" href={`/rooms/${room.slug}/files`}>
      Pictures and files
    </a>
  </section>
);

function factsOf({ kind, people, writers, slow, archivedAt }: Room, { muted }: Standing): string[] {
  const whose = {
    open: "Everybody here can come in and read.",
    closed: "Only the people in this room know that it exists.",
    direct: people?.includes(",")
      ? "Only the people in it see what is said here."
      : "Only you see what is written here.",
  };
  return [
    whose[kind],
    archivedAt === null ? "" : "It is archived: it can be read, but nobody writes here any more.",
    writers === "keepers" ? "Only its keepers write here. Everybody can react." : "",
    slow > 0 && writers === "everyone" ? `Each person can write once every ${duration(slow)}.` : "",
    muted ? "You can read here, but a keeper has muted you." : "",
  ].filter(Boolean);
}
