/** Who may make rooms, and whether people may talk directly. */
import { Html } from "@elysiajs/html";

import type { RoomSettings } from "../rooms/settings.store.ts";
import { type Answer, Choices } from "../views/choice.tsx";
import { Section, type Site } from "../views/layout.tsx";
import { AdminSheet } from "./views.tsx";

const MAKERS: Answer[] = [
  { value: "everyone", label: "Everyone", about: "Everybody with an account can make open and closed rooms." },
  { value: "administrators", label: "Administrators", about: "Rooms that already exist stay, and keep their keepers." },
];

const DIRECT: Answer[] = [
  { value: "on", label: "On", about: "Two to nine people can talk directly. Only they see what is said." },
  {
    value: "off",
    label: "Off",
    about: "Nobody can start a conversation or carry one on. People can still read what was said in theirs.",
  },
];

export const RoomSettingsPage = ({ site, makers, direct, done }: RoomSettings & { site: Site; done?: string }) => (
  <AdminSheet site={site} page="/admin/rooms" title="Rooms" done={done}>
    <section aria-label="What people can do">
      <form method="post" action="/admin/rooms">
        <Choices name="makers" title="Who may make rooms" answers={MAKERS} chosen={makers} />
        <Choices name="direct" title="Direct messages" answers={DIRECT} chosen={direct ? "on" : "off"} />
        <button class="button">Save</button>
      </form>
    </section>
    <Section id="unseen" title="What you don't see">
      <p>
        Administrators see closed rooms and direct messages only where they are one of the people. But a backup has
        everything, and whoever runs the server can read its database.
      </p>
    </Section>
  </AdminSheet>
);
