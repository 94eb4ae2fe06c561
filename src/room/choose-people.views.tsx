/** People in a form, each to be ticked. */
import { Html } from "@elysiajs/html";

import { Avatar } from "../users/avatar.tsx";
import { attribute } from "../views/html.ts";
import type { OfferedPerson } from "./choose-people.ts";

type ChooseProps = { offered: OfferedPerson[]; chosen: ReadonlySet<number> };

export const ChoosePeople = ({ offered, chosen }: ChooseProps) => (
  <ul class="choose-people">
    {offered.map((person) => (
      <li>
        <label>
          <input type="checkbox" name="person" value={attribute(person.name)} checked={chosen.has(person.id)} />
          <Avatar {...person} />
          <bdi safe>{person.name}</bdi>
          <Presence presence={person.presence} />
        </label>
      </li>
    ))}
  </ul>
);

/** Whether somebody is here, in a word or two; nothing where they are not. */
export const Presence = ({ presence }: Pick<OfferedPerson, "presence">) =>
  presence === undefined ? (
    <></>
  ) : (
    <span class={presence === "here" ? "here-now" : "here-now away"}>{presence === "here" ? "here" : "away"}</span>
  );
