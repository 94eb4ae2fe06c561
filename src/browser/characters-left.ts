/** Counts in the composer how much may still be written. Loaded when the text comes near the limit. */
import { problemOfLength } from "../messages/length.ts";
import { field, form, MOST, NEARLY_MOST, showError } from "./composer.ts";
import { createElement } from "./create-element.ts";

/** How long the writer pauses before a screen reader is told, in ms. */
const PAUSE = 1_000;

const shown = createElement("p", { class: "characters-left", "aria-hidden": "true" });
const spoken = createElement("p", { class: "sr-only", role: "status" });
form.append(shown, spoken);

const format = (value: number) => value.toLocaleString("en");

let pause: ReturnType<typeof setTimeout> | undefined;

for (const name of ["input", "change"]) field.addEventListener(name, count);
count();

/** Says that the text is too long to be sent. */
export const sayTooLong = (): void => showError(problemOfLength(field.value.trimEnd(), MOST) ?? "");

function count(): void {
  const length = [...field.value.trimEnd()].length;
  const left = MOST - length;
  shown.hidden = length < NEARLY_MOST;
  shown.textContent = left < 0 ? `${format(-left)} too many` : `${format(left)} left`;
  shown.classList.toggle("too-many", left < 0);
  clearTimeout(pause);
  pause = setTimeout(speak, PAUSE);
}

function speak(): void {
  spoken.textContent = shown.hidden ? "" : `Characters: ${shown.textContent}`;
}
