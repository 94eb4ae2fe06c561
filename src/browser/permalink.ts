/** The message that an address or a link names: it is highlighted, brought into view, and becomes the page's address. */
import htmx from "htmx.org";

import { byId, highlight, highlighted, log, room, scroller } from "./page.ts";
import { scrollToRow } from "./scroll.ts";

/** The search panel covers the room. */
const isNarrow = matchMedia("(max-width: 760px)");

const ROOM = `/rooms/${room}`;
const MESSAGES = `${ROOM}/messages/`;
/** A link to a message of this room, and to nothing below it. */
const TO_MESSAGE = new RegExp(`^${location.origin}${MESSAGES}(\\d+)$`);

/** Follows links to messages of this room within the page: to a row of the list, or to another page of messages. */
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const [, id] = TO_MESSAGE.exec(link?.href ?? "") ?? [];
    if (!id || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (isNarrow.matches) byId("search").hidePopover();
    const row = log().querySelector<HTMLElement>(`:scope > [data-id="${id}"]`);
    if (!row) return void htmx.ajax("GET", MESSAGES + id, { source: scroller, target: "#log", swap: "page" });
    highlight(row);
    showHighlighted(row.contains(link));
  });
}

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
