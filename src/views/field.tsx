/** A field of a form with its label, a hint, and what is wrong with what was filled in. */
import { Html } from "@elysiajs/html";

import { attribute } from "./html.ts";

export type FieldProps = {
  name: string;
  label: string;
  type?: "text" | "password" | "number";
  value?: string;
  problem?: string;
  hint?: string;
  autofocus?: boolean;
  /** Shown, but not to be changed. */
  readonly?: boolean;
  autocomplete?: "username" | "current-password" | "new-password" | "off";
};

export const Field = ({
  name,
  label,
  type = "text",
  value,
  problem,
  hint,
  autofocus,
  readonly,
  autocomplete,
}: FieldProps) => (
  <div class={problem ? "field wrong" : "field"}>
    <label for={name} safe>
      {label}
    </label>
    <input
      id={name}
      name={name}
      type={type}
      value={value === undefined ? undefined : attribute(value)}
      autocomplete={autocomplete}
      autocapitalize="none"
      spellcheck="false"
      dir={type === "text" ? "auto" : undefined}
      required
      readonly={readonly}
      autofocus={autofocus}
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
