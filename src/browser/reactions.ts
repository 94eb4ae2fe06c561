/** Which reactions under the messages are the reader's own. */
import { guard } from "./guard.ts";
import { rowWithId } from "./page.ts";

/** The emoji that the reader chose, by the ids of the messages. */
const own = new Map<string, string[]>();

/** What the reader chose, as the server says it: with a page, with history, and when it changes in any of their pages. */
export type OwnReactions = Record<string, string[]>;

export function learnOwnReactions(chosen: OwnReactions): void {
  for (const [id, emoji] of Object.entries(chosen)) {
    own.set(id, emoji);
    const row = rowWithId(id);
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

/** Rows are the same for every reader: in each that comes, the reader's own reactions are marked as pressed. */
export const prepareReactions = guard((row: HTMLElement) => {
  if (!row.querySelector(":scope > .reactions")) own.delete(row.dataset.id ?? ""); // taken back in another page
  markOwnReactions(row);
});

function markOwnReactions(row: HTMLElement): void {
  const chosen = ownReactions(row.dataset.id ?? "");
  for (const button of row.querySelectorAll<HTMLButtonElement>(":scope > .reactions > button")) {
    button.setAttribute("aria-pressed", String(chosen.includes(button.value)));
  }
}

/** What the reader chose for a message. */
export const ownReactions = (id: string): string[] => own.get(id) ?? [];
