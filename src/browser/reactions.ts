/** Reactions under the messages: a click adds the reader's own, or takes it back. */
import htmx from "htmx.org";

import { me, scroller } from "./page.ts";

/** The style of a reaction that the reader chose. */
export const OWN_REACTION = `[data-by~="${Number(me)}"] { border-color: var(--color-lamp); background: var(--color-glow) }`;

/** Rows are not processed by htmx, which would cost as much as rendering them; their forms are sent from here. */
export function openReactions(): void {
  scroller.addEventListener("submit", (event) => {
    event.preventDefault();
    const { action } = event.target as HTMLFormElement;
    const { value: emoji } = event.submitter as HTMLButtonElement;
    htmx.ajax("POST", action, { values: { emoji }, swap: "none" });
  });
}
