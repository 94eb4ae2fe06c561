/**
 * The keyboard in the log, which is one stop of the Tab key: the arrows go from message to message, Enter opens the menu of
 * the one in focus, and Tab reaches what is in it.
 */
import { openMenu, textOf } from "./menu.ts";
import { adjacentRow, firstRow, isRow, lastRow, scroller } from "./page.ts";
import { focusRow, rowAt } from "./row-at.ts";

/** The row whose links and buttons Tab reaches. */
let entered: HTMLElement | undefined;

export function listenForKeys(): void {
  scroller.addEventListener("keydown", followKey);
  scroller.addEventListener("focusin", ({ target }) => enter((target as Element).closest<HTMLElement>(".message")));
  scroller.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && entered?.contains(relatedTarget))) enter(null);
  });
  enter(document.activeElement?.closest<HTMLElement>("#log > .message") ?? null); // the focus loaded this script
}

function enter(row: HTMLElement | null): void {
  if (row === entered) return;
  if (entered) setStops(entered, -1);
  entered = row ?? undefined;
  if (entered) setStops(entered, 0);
}

function setStops(row: HTMLElement, tabIndex: number): void {
  for (const stop of row.querySelectorAll<HTMLElement>("a, button, input, audio, video")) {
    if (!stop.closest("#toolbar, .more")) stop.tabIndex = tabIndex;
  }
}

function followKey(event: KeyboardEvent): void {
  const { key, target } = event;
  const row = isRow(target as Element) ? (target as HTMLElement) : undefined;
  if (key === "Escape" && !row && target !== scroller) return focusRow((target as Element).closest(".message"));
  if (!row && target !== scroller) return;
  const next = rowFor(key, row);
  if (next) {
    event.preventDefault();
    focusRow(next);
  } else if ((key === "Enter" || key === "ContextMenu") && row && rowAt(row)) {
    event.preventDefault();
    openMenu(row, textOf(row));
  }
}

/** The row that a key leads to. */
function rowFor(key: string, row?: HTMLElement): HTMLElement | null {
  if (key === "ArrowUp" || key === "ArrowDown") return row ? adjacentRow(row, key === "ArrowDown") : lastVisibleRow();
  if (key === "Home") return row ? firstRow() : null;
  return key === "End" && row ? lastRow() : null;
}

function lastVisibleRow(): HTMLElement | null {
  const { bottom } = scroller.getBoundingClientRect();
  let row = lastRow();
  while (row && row.getBoundingClientRect().top > bottom) row = adjacentRow(row);
  return row;
}
