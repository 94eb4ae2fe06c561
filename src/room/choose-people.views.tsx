/** People in a form, each to be ticked. */
import { Html } from "@elysiajs/html";

import { Avatar } from "../users/avatar.tsx";
import { Field } from "../views/field.tsx";
import { attribute } from "../views/html.ts";
import type { OfferedPerson } from "./choose-people.ts";

type ChooseProps = { offered: OfferedPerson[]; chosen: ReadonlySet<number> };

export const ChoosePeople = ({ offered, chosen }: ChooseProps) => (
  <ul class="choose-people">
    {offered.map((person) => (
      <li>
        <label>
          <input type="checkbox" name="person" value={attribute(person.name)} checked={chosen.has(person.id)} />
          <Portrait {...person} />
          <bdi safe>{person.name}</bdi>
        </label>
      </li>
    ))}
  </ul>
);

type ChooseOrNameProps = {
  offered: OfferedPerson[];
  /** The names that were ticked and typed. */
  names: string[];
  problem?: string;
  hint: string;
};

/** People who are at hand, each to be ticked, and a field for the names of others. */
export const ChooseOrName = ({ offered, names, ...field }: ChooseOrNameProps) => {
  const ticked = offered.filter(({ name }) => names.includes(name));
  const others = names.filter((typed) => !ticked.some(({ name }) => name === typed));
  return (
    <>
      {offered.length > 0 && <ChoosePeople offered={offered} chosen={new Set(ticked.map(({ id }) => id))} />}
      <Field
        name="person"
        label={offered.length > 0 ? "Others" : "Names"}
        value={others.join(", ")}
        autocomplete="off"
        optional
        {...field}
      />
    </>
  );
};

/** An avatar, with a dot on it when the person is here, and an empty one when they are away. */
export const Portrait = ({ presence, ...person }: OfferedPerson) => (
  <span class="portrait">
    <Avatar {...person} />
    {presence !== undefined && <i class={presence} role="img" aria-label={presence} title={presence}></i>}
  </span>
);
