/** A field of a form with its label, a hint, and what is wrong with what was filled in. */
import { Html } from "@elysiajs/html";

import { attribute } from "./html.ts";

export type FieldProps = {
  name: string;
  /** What tells it from others on the page; by default its name. */
  id?: string;
  label: string;
  type?: "text" | "password";
  inputmode?: "numeric";
  /** May be left empty. */
  optional?: boolean;
  value?: string;
  problem?: string;
  hint?: string;
  autofocus?: boolean;
  /** Shown, but not to be changed. */
  readonly?: boolean;
  autocomplete?: "username" | "current-password" | "new-password" | "off";
};

export const Field = (props: FieldProps) => (
  <div class={props.problem ? "field wrong" : "field"}>
    <label for={idOf(props)} safe>
      {props.label}
    </label>
    {props.type === "password" ? (
      <div class="password">
        <Input {...props} />
        {REVEAL}
      </div>
    ) : (
      <Input {...props} />
    )}
    {props.problem !== undefined && (
      <span class="problem" id={`${idOf(props)}-problem`} safe>
        {props.problem}
      </span>
    )}
    {props.problem === undefined && props.hint !== undefined && (
      <span class="hint" id={`${idOf(props)}-hint`} safe>
        {props.hint}
      </span>
    )}
  </div>
);

type FindPersonProps = { id: string; name?: string; value: string };

/** Where the beginning of a name is typed, to find somebody. `name` is by default the id. */
export const FindPerson = ({ id, name = id, value }: FindPersonProps) => (
  <div class="field">
    <label for={id}>Find someone</label>
    <input
      id={id}
      name={name}
      type="search"
      value={attribute(value)}
      dir="auto"
      autocapitalize="none"
      autocomplete="off"
      spellcheck="false"
    />
  </div>
);

const idOf = ({ id, name }: Pick<FieldProps, "id" | "name">): string => id ?? name;

const Input = ({ name, id = name, type = "text", value, problem, hint, optional, ...rest }: FieldProps) => (
  <input
    id={id}
    name={name}
    type={type}
    value={value === undefined ? undefined : attribute(value)}
    autocomplete={rest.autocomplete}
    inputmode={rest.inputmode}
    autocapitalize="none"
    spellcheck="false"
    dir={type === "text" ? "auto" : undefined}
    required={!optional}
    readonly={rest.readonly}
    autofocus={rest.autofocus}
    aria-invalid={problem ? "true" : undefined}
    aria-describedby={problem ? `${id}-problem` : hint ? `${id}-hint` : undefined}
  />
);

/** Shows what is typed; hidden until the page's script is there to do so. */
const REVEAL = (
  <button class="reveal" type="button" aria-label="Show password" hidden>
    Show
  </button>
);
