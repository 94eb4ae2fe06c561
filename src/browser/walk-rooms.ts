/** Alt and the arrows lead through the rooms of the sidebar, with Shift through those that have something new. */
import { isComposing } from "./keyboard.ts";

export function listenForRoomKeys(): void {
  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || event.metaKey || isComposing(event)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    nextRoom(step, event.shiftKey)?.click();
  });
}

/** The link to the room before the open one, or after it; beyond the ends it goes on at the other. */
function nextRoom(step: number, isUnread: boolean): HTMLAnchorElement | undefined {
  const all = [...document.querySelectorAll<HTMLAnchorElement>(":is(#rooms-list, #people-list) a")];
  const open = all.findIndex((link) => link.hasAttribute("aria-current"));
  const inOrder = [...all.slice(open + 1), ...all.slice(0, Math.max(open, 0))];
  if (step < 0) inOrder.reverse();
  return inOrder.find((link) => !isUnread || link.closest("li.unread"));
}
