/** The message somebody came for, by its setAddress or by a link to it: it is marked, in view, and the setAddress its own. */
import htmx from "htmx.org";

import { highlight, highlighted, log, room, scroller } from "./page.ts";
import { scrollToRow } from "./scroll.ts";
import { closeOverRoom } from "./search.ts";

const ROOM = `/rooms/${room}`;
const MESSAGES = `${ROOM}/messages/`;
/** A link to a message of this room, relative or pasted, and to nothing that is done with it. */
const TO_MESSAGE = new RegExp(`^${location.origin}${MESSAGES}(\\d+)$`);

/** Links to messages of this room lead there within the page: to a row of the list, or to another stretch of the room. */
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const [, id] = TO_MESSAGE.exec(link?.href ?? "") ?? [];
    if (!id || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    closeOverRoom();
    const row = log().querySelector<HTMLElement>(`:scope > [data-id="${id}"]`);
    if (!row) return void htmx.ajax("GET", MESSAGES + id, { source: scroller, target: "#log", swap: "page" });
    highlight(row);
    showHighlighted(row.contains(link));
  });
}

/**
 * Goes to the message that is pointed at, if there is one.
 * @param seen it is in view already
 */
export function showHighlighted(seen = false): void {
  const row = highlighted();
  if (!row) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  if (!seen) scrollToRow(row);
  setAddress(MESSAGES + row.dataset.id);
}

/** Points at nothing any more: the setAddress is the room's. */
export function clearHighlight(): void {
  highlight();
  setAddress(ROOM);
}

const setAddress = (path: string) => location.pathname === path || history.replaceState(null, "", path);
