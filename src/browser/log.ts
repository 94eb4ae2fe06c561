/**
 * The log in the page is one contiguous range of ids, from `data-from` (0 at the beginning of the room) to its end.
 * The end is loaded unless a `#newer` loader stands there. Only the socket and history put rows into it.
 */
import htmx from "htmx.org";

import { isEndLoaded, trim } from "./loaders.ts";
import { adjacentRow, byId, firstRow, highlight, highlighted, idOf, lastRow, log, revOf, rowsOf } from "./page.ts";
import { prepare, prepareRow, prepareRows, silence, skipStops } from "./prepare-rows.ts";
import { takeOwnReactions } from "./reactions.ts";
import { isInUpperHalf, keepScrollPosition } from "./scroll.ts";
import { updateAbove, updateName } from "./times.ts";

/** Rows that came while history was loading. They are placed again after it, so that none is missing in between. */
let waiting: HTMLElement[] = [];
let requests = 0;

const from = () => Number(log().dataset.from);

/** Applies the rows of a frame. */
function applyFrame(rows: HTMLElement[]): void {
  keepScrollPosition(() => {
    for (const row of rows) placeRow(row);
    trim(isInUpperHalf);
  });
}

/** Puts a row where it belongs: in place of an older version, or by its id, if the page has its place loaded. */
function placeRow(row: HTMLElement): void {
  if (requests > 0) waiting.push(row);
  const present = document.getElementById(row.id);
  if (present) {
    if (revOf(row) > revOf(present)) replaceRow(present, row);
    return;
  }
  const id = idOf(row);
  const last = lastRow();
  const beyond = !isEndLoaded() && (!last || id > idOf(last));
  if (id < from() || beyond) return;
  let before = last;
  while (before && idOf(before) > id) before = adjacentRow(before);
  if (before) before.after(row);
  else byId("older").after(row);
  prepareRow(row);
  updateAbove(adjacentRow(row, true));
}

/** Replaces a row that changed. Screen readers do not announce it as new, and the focus stays where it was. */
function replaceRow(present: HTMLElement, row: HTMLElement): void {
  const focused = document.activeElement;
  const value = (focused as HTMLButtonElement | null)?.value;
  if (present === highlighted()) highlight(row);
  silence(row);
  present.replaceWith(row);
  updateName(row);
  prepare(row);
  if (!present.contains(focused)) return;
  const same = [...row.querySelectorAll("button")].find((button) => button.value === value);
  row.tabIndex = -1;
  (same ?? row).focus({ preventScroll: true });
}

/** Puts older messages before the list; their loader replaces the one that asked for them. */
function insertOlder(fragment: DocumentFragment): void {
  const older = fragment.querySelector<HTMLElement>("#older");
  if (!older) return;
  const nextRow = firstRow();
  const rows = rowsOf(fragment);
  rows.forEach(silence);
  keepScrollPosition(() => {
    byId("older").remove();
    log().prepend(fragment);
    log().dataset.from = older.dataset.from;
    rows.forEach(prepareRow);
    updateAbove(nextRow);
    trim(() => true);
  });
  htmx.process(older);
}

/** Puts newer messages after the list. If they bring no loader, the newest message is among them. */
function insertNewer(fragment: DocumentFragment): void {
  const newer = fragment.querySelector<HTMLElement>("#newer");
  const rows = rowsOf(fragment);
  rows.forEach(silence);
  keepScrollPosition(() => {
    document.getElementById("newer")?.remove();
    log().append(fragment);
    rows.forEach(prepareRow);
    trim(() => false);
  });
  if (newer) htmx.process(newer);
}

/** Puts another page of messages in place of the list. */
function replaceList(fragment: DocumentFragment): void {
  const list = fragment.querySelector("#log");
  if (!list) return;
  rowsOf(list).forEach(silence);
  log().replaceWith(list);
  htmx.process(list);
  prepareRows();
}

/**
 * Registers the ways in which htmx swaps rows in. They return nothing to process, as there is nothing for htmx in a row.
 * @param onRows is called with the rows of each frame of the socket, whether they are shown or not
 * @param onPage is called when another page of messages replaced the list
 */
export function registerSwaps(onRows: (rows: HTMLElement[]) => void, onPage: () => void): void {
  const swaps: Record<string, (fragment: DocumentFragment) => void> = {
    rows(fragment) {
      const rows = rowsOf(fragment);
      applyFrame(rows);
      onRows(rows);
    },
    older: insertOlder,
    newer: insertNewer,
    page(fragment) {
      replaceList(fragment);
      onPage();
    },
  };
  htmx.registerExtension("parlor-log", {
    handle_swap(style: string, _target: Element, fragment: DocumentFragment) {
      if (style in swaps) {
        takeOwnReactions(fragment);
        skipStops(fragment);
      }
      swaps[style]?.(fragment);
      return style in swaps ? [] : false;
    },
    htmx_before_request: () => void requests++,
    /** History is dropped when the loader that asked for it was trimmed away, or has asked again. */
    htmx_before_swap: (element: Element, { ctx }: { ctx: { request?: { action: string } } }) =>
      !element.matches(".loader a") || (element.isConnected && element.getAttribute("hx-get") === ctx.request?.action),
    htmx_finally_request() {
      requests--;
      const rows = waiting;
      waiting = [];
      keepScrollPosition(() => rows.forEach(placeRow));
    },
  });
}
