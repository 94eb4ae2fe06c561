/** Who is in a room, and what its keepers can do to somebody. */
import { Html } from "@elysiajs/html";

import type { Room } from "../rooms/store.ts";
import { Field, FindPerson } from "../views/field.tsx";
import { attribute } from "../views/html.ts";
import { Dots } from "../views/icons.tsx";
import type { AboutPerson } from "./about-people.ts";
import type { AboutProps } from "./about.views.tsx";
import { ChooseOrName, Portrait } from "./choose-people.views.tsx";

export const PeopleSection = (props: AboutProps) => {
  const { room, people, keeps, member, direct, find = "" } = props;
  const { shown, total } = people;
  const isSearchable = shown.length < total || find !== "" || (keeps && room.kind === "open");
  return (
    <section aria-labelledby="people">
      <h2 id="people" safe>
        {room.kind === "open" ? `Here now, ${total.toLocaleString("en")}` : `People, ${total.toLocaleString("en")}`}
      </h2>
      {isSearchable && <FindForm room={room} find={find} />}
      {shown.length === 0 && <p class="hint">{find === "" ? "Nobody is here right now." : "No one by that name."}</p>}
      <ul class="entries room-people">
        {shown.map((person) => (
          <li>
            <a class="room-person" href={`/people/${person.id}`}>
              <Portrait {...person} />
              <span>
                <bdi safe>{person.name}</bdi>
                <span class="hint" safe>
                  {marksOf(person, person.id === member.id)}
                </span>
              </span>
            </a>
            {keeps && person.id !== member.id && <Manage room={room} person={person} />}
          </li>
        ))}
      </ul>
      {shown.length < total && find === "" && (
        <p class="hint" safe>
          {`And ${(total - shown.length).toLocaleString("en")} more. Find them by name.`}
        </p>
      )}
      {keeps && room.kind === "closed" && <AddPeople {...props} />}
      {room.kind === "direct" && direct && <TalkWithMore {...props} />}
    </section>
  );
};

const marksOf = ({ keeper, muted, presence }: AboutPerson, own: boolean): string =>
  [own && "you", keeper && "keeper", muted && "muted", presence === "away" && "away"].filter(Boolean).join(", ");

const FindForm = ({ room, find }: { room: Room; find: string }) => (
  <form class="find-person" method="get" action={`/rooms/${room.slug}/about`} role="search">
    <FindPerson id="find" name="name" value={find} />
    <button class="button quiet">Find</button>
  </form>
);

const Manage = ({ room, person }: { room: Room; person: AboutPerson }) => {
  const path = `/rooms/${room.slug}/people/${person.id}`;
  return (
    <details class="manage">
      <summary aria-label={attribute(`Manage ${person.name}`)} title="Manage">
        <Dots />
      </summary>
      <div>
        <form method="post" action={`${path}/keeper`}>
          <button class="button quiet" name="keeper" value={person.keeper ? "off" : "on"}>
            {person.keeper ? "Remove as keeper" : "Make a keeper"}
          </button>
        </form>
        {(person.muted || (!person.keeper && !person.admin)) && (
          <form method="post" action={`${path}/mute`}>
            <button class="button quiet" name="muted" value={person.muted ? "off" : "on"}>
              {person.muted ? "Let them write again" : "Mute in this room"}
            </button>
          </form>
        )}
        {room.kind === "closed" && (
          <form method="post" action={`${path}/remove`}>
            <button class="button quiet danger">Remove from this room</button>
          </form>
        )}
      </div>
    </details>
  );
};

const AddPeople = ({ room, offered, typed = {}, problems = {} }: AboutProps) => (
  <form method="post" action={`/rooms/${room.slug}/people`} novalidate aria-labelledby="add">
    <h3 id="add">Add people</h3>
    <ChooseOrName
      offered={offered}
      names={(typed.person ?? "").split(", ")}
      problem={problems.person}
      hint="Names, with commas between them. They can read everything that was said here."
    />
    <button class="button">Add</button>
  </form>
);

/** A direct room never changes: with more people it is another. */
const TalkWithMore = ({ people, member }: AboutProps) => (
  <form method="post" action="/direct" novalidate>
    {people.shown
      .filter(({ id }) => id !== member.id)
      .map(({ name }) => (
        <input type="hidden" name="person" value={attribute(name)} />
      ))}
    <Field
      name="person"
      label="Talk with more people"
      hint="Names, with commas between them. This opens another room with all of you; what was said here stays here."
      autocomplete="off"
    />
    <button class="button quiet">Open that room</button>
  </form>
);
