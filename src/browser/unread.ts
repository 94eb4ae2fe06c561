/** Where the reader is in what is new: the marker where reading stopped, and how much came while they were further up. */
import { createElement } from "./create-element.ts";
import { isEndLoaded } from "./loaders.ts";
import { adjacentRow, idOf, isDeleted, isMine, lastRow, log, scroller } from "./page.ts";
import { isAtEnd, keepScrollPosition, offerJump } from "./scroll.ts";
import { updateAbove } from "./times.ts";

/** The last message that was read, as the server has it or will soon; and the newest one that is known. */
let read = Number(scroller.dataset.read);
let newest = 0;
/** The ids of others' messages since the reader left the end. */
const below = new Set<number>();

let reading = false;
/** The reader marked messages as unread, and has not left since: what is in view does not count as read. */
let held = false;

/** Whether the reader can be taken to look: the tab is visible, and no other window has the focus. */
export const isLookedAt = (): boolean => !document.hidden && document.hasFocus();

/** Whether what comes is read as it comes: the reader looks, and the end of the log is in view. */
export const isReading = (): boolean => reading;

/** Counts rows that came, shown or not; returns those that are new. A deleted message no longer counts. */
export function countRows(rows: HTMLElement[]): HTMLElement[] {
  const fresh = rows.filter((row) => idOf(row) > newest);
  newest = Math.max(newest, ...fresh.map(idOf));
  for (const row of rows) {
    if (isDeleted(row)) below.delete(idOf(row));
    else if (fresh.includes(row) && !isMine(row) && !isAtEnd()) below.add(idOf(row));
  }
  if (!reading) placeUnreadMarker();
  return fresh;
}

/**
 * Notes that whatever is shown at the end is read, if the reader looks.
 * @param onRead is called with the last message that was read when that is further than before
 */
export function markSeen(isBehind: boolean, onRead: (id: number) => void): void {
  const isAtLatest = isAtEnd() && isEndLoaded();
  reading = isAtLatest && !isBehind && !held && isLookedAt();
  if (isAtLatest && !isBehind) below.clear();
  const last = lastRow();
  const seen = Math.max(newest, last ? idOf(last) : 0);
  if (reading && seen > read) onRead((read = seen));
  if (isBehind) offerJump("Show the latest");
  else if (below.size > 0) offerJump(`${below.size} new message${below.size === 1 ? "" : "s"}`);
  else offerJump(isAtLatest ? "" : "Back to the latest");
}

/** What is read was decided in another page, or by marking messages as unread: all, or up to a message. */
export function setRead(id = newest): void {
  removeUnreadMarker();
  read = id;
  placeUnreadMarker();
}

/** From now on what is in view counts as read, or not. */
export function hold(isHeld: boolean): void {
  held = isHeld;
  reading &&= !held;
}

/** Puts the marker above the first unread message of somebody else, if that is in the page. */
export function placeUnreadMarker(): void {
  let row = lastRow();
  let unread: HTMLElement | undefined;
  while (row && idOf(row) > read) {
    if (!isMine(row) && !isDeleted(row)) unread = row;
    row = adjacentRow(row);
  }
  const isComplete = row !== null || log().dataset.from === "0";
  if (!unread || !isComplete || unread.previousElementSibling?.className === "unread-marker") return;
  const first = unread;
  keepScrollPosition(() => {
    removeUnreadMarker();
    first.before(createElement("li", { class: "unread-marker" }, "New"));
    updateAbove(first);
  });
}

/** Whoever posts has read everything. */
export function removeUnreadMarker(): void {
  const marker = log().querySelector(".unread-marker");
  const next = marker?.nextElementSibling ?? null;
  marker?.remove();
  updateAbove(next);
}

/** Starts over with a new list, which may hold the place where reading stopped. */
export function resetUnread(): void {
  const last = lastRow();
  newest = Math.max(newest, read, last ? idOf(last) : 0);
  placeUnreadMarker();
}
