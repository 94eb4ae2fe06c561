/** What is done to each row that comes into the page: rows are the same for every reader, and this one has a clock and a keyboard. */
import { log, rowsOf } from "./page.ts";
import { prepareReactions } from "./reactions.ts";
import { showLocalTime, updateAbove } from "./times.ts";

/** Prepares a row that is new in the page. */
export function prepareRow(row: HTMLElement): void {
  prepare(row);
  updateAbove(row);
}

/** Prepares a row in place of an older version. */
export function prepare(row: HTMLElement): void {
  showLocalTime(row);
  prepareReactions(row);
}

/**
 * The log is one stop of the Tab key: hundreds would lie on the way. What is in a row is reached from the row. Code keeps its
 * own stop, since it may be wider than its box.
 */
export function skipStops(parent: ParentNode): void {
  for (const stop of parent.querySelectorAll<HTMLElement>("a, button, input")) stop.tabIndex = -1;
}

/** Prepares all rows of a new list. */
export function prepareRows(): void {
  skipStops(log());
  rowsOf(log()).forEach(prepareRow);
}

/** Keeps screen readers from announcing an old message as new. */
export const silence = (row: HTMLElement) => row.setAttribute("aria-live", "off");
