/** The fields of forms, each with its label, a hint, and what is wrong with what was filled in. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { attribute } from "./html.ts";

/** What every field has. */
type Labelled = {
  name: string;
  /** What tells it from others on the page; by default its name. */
  id?: string;
  label: string;
  problem?: string;
  hint?: string;
};

export type FieldProps = Labelled & {
  type?: "text" | "password" | "time";
  inputmode?: "numeric";
  /** May be left empty. */
  optional?: boolean;
  value?: string;
  /** By default where something is wrong; of several on a page the first has the focus. */
  autofocus?: boolean;
  /** Shown, but not to be changed. */
  readonly?: boolean;
  autocomplete?: "username" | "current-password" | "new-password" | "off";
};

export const Field = (props: FieldProps) => (
  <Frame {...props}>
    {props.type === "password" ? (
      <div class="password">
        <Input {...props} />
        {REVEAL}
      </div>
    ) : (
      <Input {...props} />
    )}
  </Frame>
);

/** A number, or nothing. */
export const NumberField = (props: FieldProps) => <Field {...props} inputmode="numeric" autocomplete="off" optional />;

/** A label, what is filled in, and what is wrong with that, or else a hint. */
const Frame = ({ name, id = name, label, problem, hint, children }: Labelled & { children: Children }) => (
  <div class={problem ? "field wrong" : "field"}>
    <label for={id} safe>
      {label}
    </label>
    {children}
    {problem !== undefined && (
      <span class="problem" id={`${id}-problem`} safe>
        {problem}
      </span>
    )}
    {problem === undefined && hint !== undefined && (
      <span class="hint" id={`${id}-hint`} safe>
        {hint}
      </span>
    )}
  </div>
);

/** What ties the element that is filled in to its label and to what is below it. */
const tied = ({ name, id = name, problem, hint }: Labelled) => ({
  id,
  name,
  "aria-invalid": problem ? ("true" as const) : undefined,
  "aria-describedby": problem ? `${id}-problem` : hint ? `${id}-hint` : undefined,
});

type TextFieldProps = Labelled & { value: string; most: number; placeholder?: string };

/** A field of a few lines. `most`: characters that fit. */
export const TextField = ({ value, most, placeholder, ...props }: TextFieldProps) => (
  <Frame {...props}>
    <textarea
      {...tied(props)}
      rows="3"
      dir="auto"
      maxlength={most}
      placeholder={placeholder && attribute(placeholder)}
      autofocus={props.problem !== undefined}
      safe
    >
      {`\n${value}`}
    </textarea>
  </Frame>
);

type SelectFieldProps = Labelled & { options: (readonly [value: string, label: string])[]; chosen: string };

export const SelectField = ({ options, chosen, ...props }: SelectFieldProps) => (
  <Frame {...props}>
    <select {...tied(props)}>
      {options.map(([value, label]) => (
        <option value={value} selected={value === chosen} safe>
          {label}
        </option>
      ))}
    </select>
  </Frame>
);

/** The pictures that are taken. */
export const PICTURES = "image/jpeg,image/png,image/webp,image/gif";

/** A file, which has to be chosen. `accept`: its media types. */
export const FileField = ({ accept = PICTURES, ...props }: Labelled & { accept?: string }) => (
  <Frame {...props}>
    <input {...tied(props)} type="file" accept={accept} required autofocus={props.problem !== undefined} />
  </Frame>
);

/** In a form with a file: takes away what is there, and sends nothing. */
export const RemoveFile = ({ action }: { action: string }) => (
  <button
    class="button quiet danger"
    formaction={action}
    formenctype="application/x-www-form-urlencoded"
    formnovalidate
  >
    Remove
  </button>
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

const Input = ({ type = "text", value, optional, ...props }: FieldProps) => (
  <input
    {...tied(props)}
    type={type}
    value={value === undefined ? undefined : attribute(value)}
    autocomplete={props.autocomplete}
    inputmode={props.inputmode}
    autocapitalize="none"
    spellcheck="false"
    dir={type === "text" ? "auto" : undefined}
    required={!optional}
    readonly={props.readonly}
    autofocus={props.autofocus ?? props.problem !== undefined}
  />
);

/** Shows what is typed. */
const REVEAL = (
  <button class="reveal scripted" type="button" aria-label="Show password">
    Show
  </button>
);
