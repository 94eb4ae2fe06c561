/** The bar of a room: what it is called and is for, who is here, and the ways to others, to search and to what there is to know of it. */
import { Html } from "@elysiajs/html";

import { HereCount } from "../live/views.tsx";
import type { Room } from "../rooms/store.ts";
import { SEARCH_BUTTON } from "../search/form.views.tsx";
import { attribute, fixed } from "../views/html.ts";
import { Dots, Lines, PersonPlus } from "../views/icons.tsx";

type BarProps = { room: Pick<Room, "slug" | "name" | "topic">; count: "safe"; invite: "safe" };

export const Bar = ({ room: { slug, name, topic }, count, invite }: BarProps) => (
  <header class="bar">
    <button class="icon only-phone" type="button" popovertarget="sidebar" aria-label="Rooms and people">
      <Lines />
    </button>
    <RoomName name={name} />
    <Topic topic={topic} />
    <HereCount count={count} />
    {invite}
    {SEARCH_BUTTON}
    <a class="icon" href={`/rooms/${slug}/about`} aria-label="About this room" title="About this room">
      <Dots />
    </a>
  </header>
);

/** The name of the room in its bar. */
export const RoomName = ({ name, oob }: { name: string; oob?: boolean }) => (
  <h1 id="room-name" dir="auto" title={attribute(name)} hx-swap-oob={oob ? "true" : undefined} safe>
    {name}
  </h1>
);

/** The line about what the room is for, beside its name; empty where it has none. */
export const Topic = ({ topic, oob }: { topic: string; oob?: boolean }) => (
  <p id="topic" class="topic" dir="auto" title={attribute(topic)} hx-swap-oob={oob ? "true" : undefined} safe>
    {topic}
  </p>
);

/** The way to bring in others: into the place, or into a closed room. Between some people nobody else comes in. */
export const Invite = ({ room, keeper }: { room: Room; keeper: boolean }) => {
  if (room.kind === "open") return INVITE;
  return room.kind === "closed" && keeper ? (
    <a class="invite-button" href={`/rooms/${room.slug}/about#add`} aria-label="Add people" title="Add people">
      <PersonPlus />
      <span>Add people</span>
    </a>
  ) : (
    <></>
  );
};

const INVITE = fixed(
  <a class="invite-button" href="/invite" aria-label="Invite people" title="Invite people">
    <PersonPlus />
    <span>Invite</span>
  </a>,
);
