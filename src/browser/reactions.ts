/** Reactions under the messages: a click adds the reader's own, or takes it back. Which are the reader's is marked here. */
import { log, scroller } from "./page.ts";
import { request } from "./request.ts";
import { showStatusBriefly } from "./status.ts";

/** The emoji that the reader chose, by the ids of the messages. */
const own = new Map<string, string[]>();

/** What the reader chose, as the server says it: with a page, with history, and when it changes in any of their pages. */
export type OwnReactions = Record<string, string[]>;

export function learnOwnReactions(chosen: OwnReactions): void {
  for (const [id, emoji] of Object.entries(chosen)) {
    own.set(id, emoji);
    const row = log().querySelector<HTMLElement>(`:scope > [data-id="${id}"]`);
    if (row) markOwnReactions(row);
  }
}

/** Takes what stands beside the rows of a page or of a fragment. */
export function takeOwnReactions(parent: ParentNode): void {
  for (const template of parent.querySelectorAll<HTMLElement>("template.own-reactions")) {
    learnOwnReactions(JSON.parse(template.dataset.own ?? "{}"));
    template.remove();
  }
}

/** Rows are the same for every reader: in each, the reader's own reactions are marked as pressed. */
export function markOwnReactions(row: HTMLElement): void {
  const chosen = own.get(row.dataset.id ?? "") ?? [];
  for (const button of row.querySelectorAll<HTMLButtonElement>(":scope > .reactions > button")) {
    button.setAttribute("aria-pressed", String(chosen.includes(button.value)));
  }
}

/** Rows are not processed by htmx, which would cost as much as rendering them; their forms are sent from here. */
export function openReactions(): void {
  scroller.addEventListener("submit", (event) => {
    event.preventDefault();
    const { action } = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement;
    const id = button.closest<HTMLElement>("[data-id]")?.dataset.id ?? "";
    const others = (own.get(id) ?? []).filter((emoji) => emoji !== button.value);
    const isOwn = button.ariaPressed === "true";
    request(isOwn ? `${action}/remove` : action, { emoji: button.value }).then(
      () => learnOwnReactions({ [id]: isOwn ? others : [...others, button.value] }),
      ({ message }: Error) => showStatusBriefly(message),
    );
  });
}
