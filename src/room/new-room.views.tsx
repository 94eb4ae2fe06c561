/** Where a room is made. */
import { Html } from "@elysiajs/html";

import { NAME_LENGTH, TOPIC_LENGTH } from "../rooms/names.ts";
import { type Answer, Choices } from "../views/choice.tsx";
import { Field } from "../views/field.tsx";
import { fixed } from "../views/html.ts";
import { Hash, Lock } from "../views/icons.tsx";
import type { Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";
import type { OfferedPerson } from "./choose-people.ts";
import { ChooseOrName } from "./choose-people.views.tsx";

/** What is filled in, and what is wrong with it. */
export type NewRoomForm = {
  name?: string;
  topic?: string;
  kind?: "open" | "closed";
  /** The names of people that were ticked and typed. */
  names?: string[];
  problems?: { name?: string; topic?: string; kind?: string; people?: string };
};

const KINDS: Answer[] = [
  {
    value: "open",
    label: "Open",
    about: "Everybody here finds the room, reads it and can write in it.",
    icon: fixed(<Hash />),
  },
  { value: "closed", label: "Closed", about: "Only the people you add know that it exists.", icon: fixed(<Lock />) },
];

type NewRoomProps = NewRoomForm & { site: Site; back?: string; offered: OfferedPerson[] };

export const NewRoomPage = ({ site, back, offered, problems = {}, ...form }: NewRoomProps) => {
  const { name, topic, kind = "open", names = [] } = form;
  const wrong = Object.values(problems).some((problem) => problem !== undefined);
  return (
    <Sheet site={site} title="New room" wrong={wrong} class="rooms" back={back}>
      <section aria-label="The room">
        <form class="new-room" method="post" action="/rooms" novalidate>
          <Field
            name="name"
            label="Name"
            value={name ?? ""}
            problem={problems.name}
            hint={`Up to ${NAME_LENGTH} characters, in any script.`}
            autocomplete="off"
            autofocus
          />
          <Field
            name="topic"
            label="Topic"
            value={topic ?? ""}
            problem={problems.topic}
            hint={`A line about what the room is for, up to ${TOPIC_LENGTH} characters.`}
            autocomplete="off"
            optional
          />
          <Choices name="kind" title="Who may come in" answers={KINDS} chosen={kind} problem={problems.kind} />
          <fieldset class="only-closed">
            <legend>People in a closed room</legend>
            <ChooseOrName
              offered={offered}
              names={names}
              problem={problems.people}
              hint="Names, with commas between them. You can add more people later."
            />
          </fieldset>
          <button class="button">Make the room</button>
        </form>
      </section>
    </Sheet>
  );
};
