/** Who may make rooms, and whether people may talk directly. */
import { Html } from "@elysiajs/html";

import type { RoomSettings } from "../rooms/settings.store.ts";
import type { Site } from "../views/layout.tsx";
import { AdminSheet } from "./views.tsx";

type Choice = { value: string; label: string; about: string };

const MAKERS: Choice[] = [
  { value: "everyone", label: "Everyone", about: "Everybody with an account can make open and closed rooms." },
  { value: "administrators", label: "Administrators", about: "Rooms that already exist stay, and keep their keepers." },
];

const DIRECT: Choice[] = [
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
        <Choices name="makers" title="Who may make rooms" choices={MAKERS} chosen={makers} />
        <Choices name="direct" title="Direct messages" choices={DIRECT} chosen={direct ? "on" : "off"} />
        <button class="button">Save</button>
      </form>
    </section>
    <section aria-labelledby="unseen">
      <h2 id="unseen">What you don't see</h2>
      <p>
        Administrators see closed rooms and direct messages only where they are one of the people. But a backup has
        everything, and whoever runs the server can read its database.
      </p>
    </section>
  </AdminSheet>
);

const Choices = ({
  name,
  title,
  choices,
  chosen,
}: {
  name: string;
  title: string;
  choices: Choice[];
  chosen: string;
}) => (
  <fieldset class="choices">
    <legend safe>{title}</legend>
    {choices.map(({ value, label, about }) => (
      <label>
        <input type="radio" name={name} value={value} checked={value === chosen} />
        <span>
          <b class="font-semibold" safe>
            {label}
          </b>
          <br />
          <span class="hint" safe>
            {about}
          </span>
        </span>
      </label>
    ))}
  </fieldset>
);
