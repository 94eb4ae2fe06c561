/** The message somebody came for, by its address or by a link to it: it is marked, in view, and the address its own. */
import htmx from "htmx.org";

import { log, point, pointed, room, scroller } from "./page.ts";
import { scrollToRow } from "./scroll.ts";
import { uncover } from "./search.ts";

const ROOM = `/rooms/${room}`;
const MESSAGES = `${ROOM}/messages/`;

/** Links to messages of this room lead there within the page: to a row of the list, or to another stretch of the room. */
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const href = link?.getAttribute("href") ?? "";
    if (!href.startsWith(MESSAGES) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    uncover();
    const row = log().querySelector<HTMLElement>(`:scope > [data-id="${href.slice(MESSAGES.length)}"]`);
    if (!row) return void htmx.ajax("GET", href, { source: scroller, target: "#log", swap: "stretch" });
    point(row);
    arrive(row.contains(link));
  });
}

/**
 * Goes to the message that is pointed at, if there is one.
 * @param seen it is in view already
 */
export function arrive(seen = false): void {
  const row = pointed();
  if (!row) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  if (!seen) scrollToRow(row);
  address(MESSAGES + row.dataset.id);
}

/** Points at nothing any more: the address is the room's. */
export function leave(): void {
  point();
  address(ROOM);
}

const address = (path: string) => location.pathname === path || history.replaceState(null, "", path);
