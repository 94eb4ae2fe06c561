/** What the keepers of a room set, and what is hard to undo. */
import { Html } from "@elysiajs/html";

import { NAME_LENGTH, TOPIC_LENGTH } from "../rooms/names.ts";
import { LOBBY } from "../rooms/store.ts";
import { duration } from "../views/ago.ts";
import { type Answer, Choices } from "../views/choice.tsx";
import { Field, SelectField } from "../views/field.tsx";
import { FoldedForm } from "../views/folded-form.tsx";
import { Section } from "../views/layout.tsx";
import type { AboutProps } from "./about.views.tsx";

const WRITERS: Answer[] = [
  { value: "everyone", label: "Everybody", about: "Whoever may come in can write." },
  { value: "keepers", label: "Only its keepers", about: "For announcements. The others read and react." },
];

/** Seconds between two messages of a person. */
const SLOW = [0, 5, 10, 30, 60, 300, 900, 3_600];

export const SettingsSection = ({ room, typed = {}, problems = {} }: AboutProps) => {
  const steps = SLOW.includes(room.slow) ? SLOW : [...SLOW, room.slow].sort((a, b) => a - b);
  return (
    <Section id="settings" title="Settings">
      <form method="post" action={`/rooms/${room.slug}/about`} novalidate>
        <Field
          name="name"
          label="Name"
          value={typed.name ?? room.name}
          problem={problems.name}
          hint={`Up to ${NAME_LENGTH} characters. The room's address stays as it is.`}
          autocomplete="off"
        />
        <Field
          name="topic"
          label="Topic"
          value={typed.topic ?? room.topic}
          problem={problems.topic}
          hint={`A line about what the room is for, up to ${TOPIC_LENGTH} characters.`}
          autocomplete="off"
          optional
        />
        <Choices name="writers" title="Who may write" answers={WRITERS} chosen={typed.writers ?? room.writers} />
        <SelectField
          name="slow"
          label="Slow mode"
          options={steps.map((seconds) => [
            String(seconds),
            seconds === 0 ? "Off" : `One message every ${duration(seconds)}`,
          ])}
          chosen={typed.slow ?? String(room.slow)}
          problem={problems.slow}
          hint="How often each person can write. Keepers can write at any time."
        />
        <button class="button">Save</button>
      </form>
    </Section>
  );
};

/** What is asked once more before it is done. */
export const GraveSection = (props: AboutProps) => {
  const { room, keeps } = props;
  const changes = keeps && room.slug !== LOBBY;
  return (
    <section aria-labelledby="more">
      <h2 id="more">
        {!changes ? "Leave" : room.kind === "closed" ? "Leave, open, archive, delete" : "Close, archive, delete"}
      </h2>
      {room.kind === "closed" && <Leave {...props} />}
      {changes && (
        <>
          {room.kind === "closed" ? <Open {...props} /> : <Close {...props} />}
          <Archive {...props} />
          <Delete {...props} />
        </>
      )}
    </section>
  );
};

const Leave = ({ room, people }: AboutProps) => (
  <FoldedForm summary="Leave this room…" action={`/rooms/${room.slug}/leave`}>
    <p>
      {people.total === 1
        ? "You are the last one here. When you leave, the room is archived, and nobody can see it any more."
        : "You will no longer see this room. A keeper can add you again."}
    </p>
    <button class="button quiet danger">Leave</button>
  </FoldedForm>
);

const Open = ({ room }: AboutProps) => (
  <FoldedForm summary="Open it to everybody…" action={`/rooms/${room.slug}/about`}>
    <p>
      Everybody here will find this room and see its whole history, with everything that was said while it was closed.
    </p>
    <button class="button quiet danger" name="kind" value="open">
      Open the room and its history
    </button>
  </FoldedForm>
);

const Close = ({ room }: AboutProps) => (
  <FoldedForm summary="Make it a closed room…" action={`/rooms/${room.slug}/about`}>
    <p>
      Its keepers and everybody who wrote here stay in it. For all others it is gone, with its name and its history,
      until you add them.
    </p>
    <button class="button quiet danger" name="kind" value="closed">
      Close the room
    </button>
  </FoldedForm>
);

const Archive = ({ room }: AboutProps) =>
  room.archivedAt === null ? (
    <FoldedForm summary="Archive this room…" action={`/rooms/${room.slug}/archive`}>
      <p>It can still be read and found by search, but nobody writes here. You can bring it back at any time.</p>
      <button class="button quiet" name="archived" value="on">
        Archive
      </button>
    </FoldedForm>
  ) : (
    <form method="post" action={`/rooms/${room.slug}/archive`}>
      <button class="button quiet" name="archived" value="off">
        Bring it back from the archive
      </button>
    </form>
  );

const Delete = ({ room, problems = {} }: AboutProps) => (
  <FoldedForm summary="Delete this room…" action={`/rooms/${room.slug}/delete`} open={problems.farewell !== undefined}>
    <p>Everything that was said here is deleted for everyone. This can't be undone.</p>
    <Field name="name" id="farewell" label="Type the room's name" problem={problems.farewell} autocomplete="off" />
    <button class="button quiet danger">Delete it for everyone</button>
  </FoldedForm>
);
