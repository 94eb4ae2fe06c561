/** What came while the reader did not look: counts in the title, and a marker where reading stopped. */
import { isEndLoaded } from "./log.ts";
import { adjacentRow, firstRow, idOf, isDeleted, isForMe, isMine, isRow, lastRow, log, roomStorage } from "./page.ts";
import { isAtEnd, keepScrollPosition, offerJump } from "./scroll.ts";
import { updateDaySeparator } from "./times.ts";

const title = document.title;

/** The last message that was read, and the newest one that is known. */
let read = Number(roomStorage.get("read") || NaN);
let newest = 0;
/** The ids of others' messages since the reader looked away from the tab, and whether each mentions the reader. */
const unseen = new Map<number, boolean>();
/** The ids of those since the reader left the end. */
const below = new Set<number>();

/** Whether the reader can be taken to look: the tab is visible, and no other window has the focus. */
export const isLookedAt = (): boolean => !document.hidden && document.hasFocus();

/** Counts rows that came, shown or not; returns those that are new. A deleted message no longer counts. */
export function countRows(rows: HTMLElement[]): HTMLElement[] {
  const fresh = rows.filter((row) => idOf(row) > newest);
  newest = Math.max(newest, ...fresh.map(idOf));
  const isUnseen = !isLookedAt();
  for (const row of fresh.filter((row) => !isMine(row))) {
    if (isUnseen) unseen.set(idOf(row), false);
    if (!isAtEnd()) below.add(idOf(row));
  }
  for (const row of rows) {
    if (unseen.has(idOf(row))) unseen.set(idOf(row), isForMe(row));
    if (!isDeleted(row)) continue;
    unseen.delete(idOf(row));
    below.delete(idOf(row));
  }
  showCounts();
  if (isUnseen || !isAtEnd()) placeUnreadMarker();
  return fresh;
}

function showCounts(): void {
  const mentions = [...unseen.values()].filter(Boolean).length;
  const counts = mentions > 0 ? `${unseen.size} @${mentions}` : unseen.size;
  document.title = unseen.size > 0 ? `(${counts}) ${title}` : title;
}

/** Notes that whatever is shown at the end is read, if the reader looks. */
export function markSeen(isBehind: boolean): void {
  const isAtLatest = isAtEnd() && isEndLoaded();
  if (isLookedAt()) {
    unseen.clear();
    showCounts();
  }
  if (isAtLatest && !isBehind) {
    below.clear();
    if (isLookedAt()) {
      const last = lastRow();
      read = Math.max(newest, last ? idOf(last) : 0);
      roomStorage.set("read", String(read));
    }
  }
  if (isBehind) offerJump("Show the latest");
  else if (below.size > 0) offerJump(`${below.size} new message${below.size === 1 ? "" : "s"}`);
  else offerJump(isAtLatest ? "" : "Back to the latest");
}

/** Puts the marker above the first unread message of somebody else, if that is in the page. */
export function placeUnreadMarker(): void {
  if (Number.isNaN(read)) return;
  let row = lastRow();
  let unread: HTMLElement | undefined;
  while (row && idOf(row) > read) {
    if (!isMine(row)) unread = row;
    row = adjacentRow(row);
  }
  const isComplete = row !== null || log().dataset.from === "0";
  if (!unread || !isComplete || unread.previousElementSibling?.className === "unread-marker") return;
  const first = unread;
  keepScrollPosition(() => {
    removeUnreadMarker();
    const marker = document.createElement("li");
    marker.className = "unread-marker";
    marker.textContent = "New";
    first.before(marker);
    updateDaySeparator(first);
  });
}

/** Whoever posts has read everything. */
export function removeUnreadMarker(): void {
  const marker = log().querySelector(".unread-marker");
  const next = marker?.nextElementSibling ?? null;
  marker?.remove();
  if (isRow(next)) updateDaySeparator(next);
}

/** Starts over with a new list, which may hold the place where reading stopped. */
export function resetUnread(): void {
  const last = lastRow();
  newest = Math.max(newest, read || 0, last ? idOf(last) : 0);
  if (Number.isNaN(read) && firstRow() && isEndLoaded()) read = newest;
  placeUnreadMarker();
}
