import { me, scroller } from "./page.ts";
/** Reactions under the messages: a click chooses one, or takes it back. The rows are the same for everybody. */
import { request } from "./request.ts";
import { showStatusBriefly } from "./status.ts";

/** The style of a reaction that the reader chose, too. */
export const OWN_REACTION = `[data-by~="${Number(me)}"] { border-color: var(--color-lamp); background: var(--color-glow) }`;

export function openReactions(): void {
  scroller.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    request(form.action, new FormData(form, event.submitter)).catch(({ message }: Error) => showStatusBriefly(message));
  });
}
