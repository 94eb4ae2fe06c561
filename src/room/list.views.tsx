/** All the rooms that one may see. */
import { Html } from "@elysiajs/html";

import type { Entry, Room } from "../rooms/store.ts";
import { Hash, Lock, Megaphone, Person } from "../views/icons.tsx";
import { Button, Section, type Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";

type RoomListProps = {
  site: Site;
  entries: Entry[];
  /** Whether the reader may make rooms, and talk directly. */
  mayMake: boolean;
  direct: boolean;
  /** The room to go back to. */
  back: string | undefined;
  done?: string;
};

export const RoomListPage = ({ site, entries, mayMake, direct, back, done }: RoomListProps) => {
  const isHere = ({ room }: Entry) => room.archivedAt === null;
  const rooms = entries.filter((entry) => isHere(entry) && entry.room.kind !== "direct");
  const talks = entries.filter((entry) => isHere(entry) && entry.room.kind === "direct");
  const archived = entries.filter((entry) => !isHere(entry));
  return (
    <Sheet site={site} title="All rooms" done={done} back={back} class="rooms">
      <Section id="rooms" title="Rooms">
        <RoomList entries={rooms} />
        {mayMake && (
          <p>
            <Button href="/rooms/new" label="New room" />
          </p>
        )}
      </Section>
      {(direct || talks.length > 0) && (
        <Section id="people" title="People">
          {talks.length === 0 ? (
            <p class="hint">You haven't talked to anybody directly yet.</p>
          ) : (
            <RoomList entries={talks} />
          )}
          {direct && (
            <p>
              <Button href="/direct" label="Message someone" quiet />
            </p>
          )}
        </Section>
      )}
      {archived.length > 0 && (
        <Section id="archived" title="Archived">
          <p class="hint">These can be read, but nobody writes there any more.</p>
          <RoomList entries={archived} />
        </Section>
      )}
    </Sheet>
  );
};

/** @param props.query what is added to the addresses of the rooms */
export const RoomList = ({ entries, query = "" }: { entries: Entry[]; query?: "" | "?shared" }) => (
  <ul class="room-list">
    {entries.map(({ room, standing }) => (
      <li>
        <a href={`/rooms/${room.slug}${query}`}>
          <RoomIcon room={room} />
          <span>
            <bdi safe>{room.name}</bdi>
            {standing.level === "hidden" && <span class="hint">hidden from your list</span>}
            {room.topic !== "" && (
              <span class="hint" dir="auto" safe>
                {room.topic}
              </span>
            )}
          </span>
        </a>
      </li>
    ))}
  </ul>
);

/** A hash for an open room, a lock for a closed one, a person for one between people, a megaphone for announcements. */
export const RoomIcon = ({ room: { kind, writers } }: { room: Pick<Room, "kind" | "writers"> }) => (
  <span class="room-icon" role="img" aria-label={kind === "direct" ? "Direct" : kind === "closed" ? "Closed" : "Open"}>
    {kind === "direct" ? <Person /> : kind === "closed" ? <Lock /> : writers === "keepers" ? <Megaphone /> : <Hash />}
  </span>
);
