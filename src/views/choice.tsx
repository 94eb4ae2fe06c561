/** A question in a form that has one of several answers, each with a sentence about it. */
import { Html } from "@elysiajs/html";

export type Answer = { value: string; label: string; about: string; icon?: "safe" };

type ChoicesProps = {
  /** The field. */
  name: string;
  /** The question; or else the id of the heading that asks it. */
  title?: string;
  headedBy?: string;
  answers: Answer[];
  /** The value of the answer that is given now. */
  chosen: string;
  problem?: string;
};

export const Choices = ({ name, title, headedBy, answers, chosen, problem }: ChoicesProps) => (
  <fieldset
    class="choices"
    aria-labelledby={headedBy}
    aria-describedby={problem === undefined ? undefined : `${name}-problem`}
  >
    {title !== undefined && <legend safe>{title}</legend>}
    {answers.map(({ value, label, about, icon }) => (
      <label>
        <input type="radio" name={name} value={value} checked={value === chosen} />
        <span>
          <b>
            {icon}
            <span safe>{label}</span>
          </b>
          <span class="hint" safe>
            {about}
          </span>
        </span>
      </label>
    ))}
    {problem !== undefined && (
      <span class="problem" id={`${name}-problem`} safe>
        {problem}
      </span>
    )}
  </fieldset>
);
