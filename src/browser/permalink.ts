/** The message that an address or a link names: it is highlighted, brought into view, and becomes the page's address. */
import { highlight, highlighted, room } from "./page.ts";
import { scrollToRow } from "./scroll.ts";

const ROOM = `/rooms/${room}`;
const MESSAGES = `${ROOM}/messages/`;

/**
 * Goes to the highlighted message, if there is one.
 * @param isVisible it is in view already
 */
export function showHighlighted(isVisible = false): void {
  const row = highlighted();
  if (!row) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  if (!isVisible) scrollToRow(row);
  setAddress(MESSAGES + row.dataset.id);
}

/** Highlights nothing; the address is the room's again. */
export function clearHighlight(): void {
  highlight();
  setAddress(ROOM);
}

const setAddress = (path: string) => location.pathname === path || history.replaceState(null, "", path);
