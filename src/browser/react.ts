/** Adds the reader's reaction to a message, or takes it back. Loaded with the first click. */
import { learnOwnReactions, ownReactions } from "./reactions.ts";
import { request } from "./request.ts";
import { showStatusBriefly } from "./status.ts";

/** @param button the reaction under the message */
export async function react({ action }: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  const id = button.closest<HTMLElement>("[data-id]")?.dataset.id ?? "";
  const others = ownReactions(id).filter((emoji) => emoji !== button.value);
  const isOwn = button.getAttribute("aria-pressed") === "true";
  await request(isOwn ? `${action}/remove` : action, { emoji: button.value }).then(
    () => learnOwnReactions({ [id]: isOwn ? others : [...others, button.value] }),
    ({ message }: Error) => showStatusBriefly(message),
  );
}
