/**
 * The log in the page is one contiguous range of ids, from `data-from` (0 at the beginning of the room) to its end.
 * The end is loaded unless a `#newer` loader stands there. Only the socket and history put rows into it.
 */
import htmx from "htmx.org";

import { adjacentRow, byId, firstRow, highlight, highlighted, idOf, isRow, lastRow, log, revOf } from "./page.ts";
import { prepareReactions, takeOwnReactions } from "./reactions.ts";
import { isInUpperHalf, keepScrollPosition } from "./scroll.ts";
import { showLocalTime, updateAbove, updateName } from "./times.ts";

/** With more rows than `MAX_ROWS` the page is trimmed to `KEPT_ROWS`, at the end that is far from the reader. */
const MAX_ROWS = 300;
const KEPT_ROWS = 250;

/** Rows that came while history was loading. They are placed again after it, so that none is missing in between. */
let waiting: HTMLElement[] = [];
let requests = 0;

const from = () => Number(log().dataset.from);
const rowsOf = (parent: ParentNode) => [...parent.children].filter(isRow);

/** Whether the newest message is in the page. */
export const isEndLoaded = () => document.getElementById("newer") === null;

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

function prepareRow(row: HTMLElement): void {
  prepare(row);
  updateAbove(row);
}

function prepare(row: HTMLElement): void {
  showLocalTime(row);
  prepareReactions(row);
}

/**
 * The log is one stop of the Tab key: hundreds would lie on the way. What is in a row is reached from the row. Code keeps its
 * own stop, since it may be wider than its box.
 */
function skipStops(parent: ParentNode): void {
  for (const stop of parent.querySelectorAll<HTMLElement>("a, button, input")) stop.tabIndex = -1;
}

/** Prepares all rows of a new list. */
export function prepareRows(): void {
  skipStops(log());
  rowsOf(log()).forEach(prepareRow);
}

/** Keeps screen readers from announcing an old message as new. */
const silence = (row: HTMLElement) => row.setAttribute("aria-live", "off");

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

/** Keeps the page small: removes rows at the end that is far from the reader, and leaves a loader there. */
function trim(atBottom: () => boolean): void {
  if (log().childElementCount <= MAX_ROWS) return; // as with most frames
  const rows = rowsOf(log());
  if (rows.length <= MAX_ROWS) return;
  const bottom = atBottom();
  const edge = rows.at(bottom ? KEPT_ROWS - 1 : -KEPT_ROWS) as HTMLElement;
  const older = bottom ? undefined : createLoader("older", idOf(edge));
  const all = [...log().children];
  const index = all.indexOf(edge);
  for (const element of bottom ? all.slice(index + 1) : all.slice(0, index)) {
    if (element !== older) element.remove();
  }
  if (!older) return unloadEnd();
  edge.before(older);
  log().dataset.from = String(idOf(edge));
  updateAbove(edge);
  htmx.process(older, true);
}

/** Ends the list with a loader: what comes after is not in the page any more. */
export function unloadEnd(): void {
  const last = lastRow();
  if (!last || !isEndLoaded()) return;
  const newer = createLoader("newer", idOf(last));
  last.after(newer);
  htmx.process(newer);
}

/** Lets the loaders ask again if the reader is near them. */
export function retryLoaders(): void {
  for (const id of ["older", "newer"]) {
    const element = document.getElementById(id);
    if (element) htmx.process(element, true);
  }
}

/**
 * A loader for what was trimmed, made from the server's template. One that is in the page is used again: its observers
 * would keep each discarded one in memory, in a page that stays open for days.
 */
function createLoader(kind: "older" | "newer", id: number): HTMLElement {
  const template = byId<HTMLTemplateElement>("loaders").content.querySelector<HTMLElement>(`#${kind}`);
  const present = document.querySelector<HTMLElement>(`#${kind}.loader`);
  const element = present ?? (template?.cloneNode(true) as HTMLElement);
  const link = element.querySelector("a");
  skipStops(element);
  for (const name of ["href", "hx-get"]) {
    link?.setAttribute(name, (link.getAttribute(name) ?? "").replace(/\d+$/, String(id)));
  }
  return element;
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
