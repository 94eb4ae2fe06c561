/** What came while the reader did not look: counts in the title, and a marker where reading stopped. */
import { isEndLoaded } from "./log.ts";
import { adjacentRow, firstRow, idOf, isMine, isRow, lastRow, log, mentionsMe, roomStorage } from "./page.ts";
import { isAtEnd, keepScrollPosition, offerJump } from "./scroll.ts";
import { updateDaySeparator } from "./times.ts";

const title = document.title;

/** The last message that was read, and the newest one that is known. */
let read = Number(roomStorage.get("read") || NaN);
let newest = 0;
/** Messages of others since the reader looked away from the tab, or left the end. */
let unseenCount = 0;
let mentionCount = 0;
let belowCount = 0;

/** Whether the reader can be taken to look: the tab is visible, and no other window has the focus. */
export const isLookedAt = (): boolean => !document.hidden && document.hasFocus();

/** Counts rows that came, shown or not; returns those that are new. */
export function countRows(rows: HTMLElement[]): HTMLElement[] {
  const fresh = rows.filter((row) => idOf(row) > newest);
  newest = Math.max(newest, ...fresh.map(idOf));
  const others = fresh.filter((row) => !isMine(row)).length;
  const isUnseen = !isLookedAt();
  if (isUnseen) {
    unseenCount += others;
    mentionCount += fresh.filter(mentionsMe).length;
  }
  if (!isAtEnd()) belowCount += others;
  const counts = mentionCount > 0 ? `${unseenCount} @${mentionCount}` : unseenCount;
  document.title = unseenCount > 0 ? `(${counts}) ${title}` : title;
  if (isUnseen || !isAtEnd()) placeUnreadMarker();
  return fresh;
}

/** Notes that whatever is shown at the end is read, if the reader looks. */
export function markSeen(isBehind: boolean): void {
  const isAtLatest = isAtEnd() && isEndLoaded();
  if (isLookedAt()) {
    unseenCount = mentionCount = 0;
    document.title = title;
  }
  if (isAtLatest && !isBehind) {
    belowCount = 0;
    if (isLookedAt()) {
      const last = lastRow();
      read = Math.max(newest, last ? idOf(last) : 0);
      roomStorage.set("read", String(read));
    }
  }
  if (isBehind) offerJump("Show the latest");
  else if (belowCount > 0) offerJump(belowCount === 1 ? "1 new message" : `${belowCount} new messages`);
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
