/** One of several choices in a form, with a sentence about it. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

export type ChoiceProps = {
  /** The field, and the answer that this one is. */
  name: string;
  value: string;
  checked: boolean;
  label: string;
  about: string;
  /** An icon before the label. */
  children?: Children;
};

/** To stand in a `fieldset` of the class `choices`. */
export const Choice = ({ name, value, checked, label, about, children }: ChoiceProps) => (
  <label>
    <input type="radio" name={name} value={value} checked={checked} />
    <span>
      <b>
        {children}
        <span safe>{label}</span>
      </b>
      <span class="hint" safe>
        {about}
      </span>
    </span>
  </label>
);
