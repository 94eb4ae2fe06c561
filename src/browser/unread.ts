import { isEndLoaded } from "./log.ts";
import { adjacentRow, firstRow, idOf, isMine, isRow, lastRow, log, mentionsMe, roomStorage } from "./page.ts";
import { isAtEnd, keepScrollPosition, offerJump } from "./scroll.ts";
/** What came while nobody looked: counts in the title, and a mark where reading stopped. */
import { updateDaySeparator } from "./times.ts";

const title = document.title;

/** The last message that was read, and the newest one known. */
let read = Number(roomStorage.get("read") || NaN);
let newest = 0;
/** Messages of others since the reader looked away from the tab, or from the end. */
let hiddenCount = 0;
let mentionCount = 0;
let belowCount = 0;

/** Takes note of rows that came, shown or not; returns those that are new. */
export function countRows(rows: HTMLElement[]): HTMLElement[] {
  const fresh = rows.filter((row) => idOf(row) > newest);
  newest = Math.max(newest, ...fresh.map(idOf));
  const others = fresh.filter((row) => !isMine(row)).length;
  if (document.hidden) {
    hiddenCount += others;
    mentionCount += fresh.filter(mentionsMe).length;
  }
  if (!isAtEnd()) belowCount += others;
  const counts = mentionCount > 0 ? `${hiddenCount} @${mentionCount}` : hiddenCount;
  document.title = hiddenCount > 0 ? `(${counts}) ${title}` : title;
  if (document.hidden || !isAtEnd()) placeUnreadMarker();
  return fresh;
}

/** The reader looks: whatever is shown at the end is read. */
export function markSeen(isBehind: boolean): void {
  if (!document.hidden) {
    hiddenCount = mentionCount = 0;
    document.title = title;
  }
  const present = isAtEnd() && isEndLoaded() && !isBehind;
  if (present) belowCount = 0;
  if (present && !document.hidden) {
    const last = lastRow();
    read = Math.max(newest, last ? idOf(last) : 0);
    roomStorage.set("read", String(read));
  }
  if (isBehind) offerJump("Show the latest");
  else if (belowCount > 0) offerJump(belowCount === 1 ? "1 new message" : `${belowCount} new messages`);
  else offerJump(present || (isAtEnd() && isEndLoaded()) ? "" : "Back to the latest");
}

/** Puts the mark above the first message of somebody else that was not read yet, if its place is in the page. */
export function placeUnreadMarker(): void {
  if (Number.isNaN(read)) return;
  let row = lastRow();
  let unread: HTMLElement | undefined;
  while (row && idOf(row) > read) {
    if (!isMine(row)) unread = row;
    row = adjacentRow(row);
  }
  const complete = row !== null || log().dataset.from === "0";
  if (!unread || !complete || unread.previousElementSibling?.className === "unread-marker") return;
  const place = unread;
  keepScrollPosition(() => {
    removeUnreadMarker();
    const line = document.createElement("li");
    line.className = "unread-marker";
    line.textContent = "New";
    place.before(line);
    updateDaySeparator(place);
  });
}

/** Takes the mark away: who writes has read. */
export function removeUnreadMarker(): void {
  const line = log().querySelector(".unread-marker");
  const next = line?.nextElementSibling ?? null;
  line?.remove();
  if (isRow(next)) updateDaySeparator(next);
}

/** The list is new: it may hold the place where reading stopped. */
export function resetUnread(): void {
  const last = lastRow();
  newest = Math.max(newest, read || 0, last ? idOf(last) : 0);
  if (Number.isNaN(read) && firstRow() && isEndLoaded()) read = newest;
  placeUnreadMarker();
}
