/** A field of a form with its label, a hint, and what is wrong with what was filled in. */
import { Html } from "@elysiajs/html";

import { attribute } from "./html.ts";

export type FieldProps = {
  name: string;
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

export const Field = ({ name, label, type = "text", value, problem, hint, ...how }: FieldProps) => (
  <div class={problem ? "field wrong" : "field"}>
    <label for={name} safe>
      {label}
    </label>
    <input
      id={name}
      name={name}
      type={type}
      value={value === undefined ? undefined : attribute(value)}
      autocomplete={how.autocomplete}
      inputmode={how.inputmode}
      autocapitalize="none"
      spellcheck="false"
      dir={type === "text" ? "auto" : undefined}
      required={!how.optional}
      readonly={how.readonly}
      autofocus={how.autofocus}
      aria-invalid={problem ? "true" : undefined}
      aria-describedby={problem ? `${name}-problem` : hint ? `${name}-hint` : undefined}
    />
    {problem !== undefined && (
      <span class="problem" id={`${name}-problem`} safe>
        {problem}
      </span>
    )}
    {problem === undefined && hint !== undefined && (
      <span class="hint" id={`${name}-hint`} safe>
        {hint}
      </span>
    )}
  </div>
);
