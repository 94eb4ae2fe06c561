/** Who is in a room, as a page of its own. */
import { Html } from "@elysiajs/html";

import type { Present } from "../live/presence.ts";
import { Person } from "../live/views.tsx";
import type { Room } from "../rooms/store.ts";
import { CardLayout } from "../views/card-layout.tsx";
import { Button, type Site } from "../views/layout.tsx";
import { presentTitle } from "./sidebar.tsx";

export const RoomPeoplePage = ({ site, room, people }: { site: Site; room: Room; people: Present[] }) => (
  <CardLayout site={site} title={`${presentTitle(room)}: ${room.name}`} heading={presentTitle(room)} style={site.pages}>
    <ul class="people">
      {people.map((person) => (
        <Person {...person} />
      ))}
    </ul>
    <Button href={`/rooms/${room.slug}`} label={`Back to ${room.name}`} />
  </CardLayout>
);
