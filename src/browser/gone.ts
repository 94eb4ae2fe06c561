/** Removes from the page what is gone from its room. Loaded when the server first says so. */
import { adjacentRow, byId, firstRow, idOf, isRow, log } from "./page.ts";
import { onLogChange } from "./row-at.ts";
import { keepScrollPosition } from "./scroll.ts";
import { updateAbove } from "./times.ts";
import { placeUnreadMarker } from "./unread.ts";

/** Up to this message all is gone. */
let goneTo = 0;

/** Removes all rows up to a message, also those that come later, with history that was asked for before. */
export function removeUpTo(id: number): void {
  if (goneTo === 0) onLogChange((added) => added.some(hasGone) && removeGone());
  goneTo = Math.max(goneTo, id);
  removeGone();
}

/** A row that is gone, or a list that may have some. */
const hasGone = (added: Element): boolean => added.id === "log" || (isRow(added) && idOf(added) <= goneTo);

function removeGone(): void {
  const rows: HTMLElement[] = [];
  for (let row = firstRow(); row && idOf(row) <= goneTo; row = adjacentRow(row, true)) rows.push(row);
  if (rows.length > 0) {
    keepScrollPosition(() => rows.forEach(removeRow));
    placeUnreadMarker();
  }
  const began = byId("older").querySelector(".began");
  if (began && Number(log().dataset.from) <= goneTo) began.textContent = "What was said before is gone.";
}

/** With what stands above it: the day that it begins, and where reading stopped. */
function removeRow(row: HTMLElement): void {
  for (let above = row.previousElementSibling; above && !isRow(above) && above.id !== "older";) {
    const before = above.previousElementSibling;
    above.remove();
    above = before;
  }
  row.remove();
  updateAbove(firstRow());
}
