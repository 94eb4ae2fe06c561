/**
 * The log in the page is one contiguous range of ids, from `data-from` (0 at the beginning of the room) to its end.
 * The end is loaded unless a `#newer` loader stands there. Only the socket and history put rows into it.
 */
import htmx from "htmx.org";

import { adjacentRow, byId, firstRow, highlight, highlighted, idOf, isRow, lastRow, log, revOf } from "./page.ts";
import { isInUpperHalf, keepScrollPosition } from "./scroll.ts";
import { showLocalTime, updateDays, updateDaySeparator } from "./times.ts";

/** Most rows in the page; past that it is trimmed at the far end to `KEPT`. */
const MOST = 300;
const KEPT = 250;

/** Rows that came while history was on its way. They are placed again after it, so that none falls between. */
let waiting: HTMLElement[] = [];
let requests = 0;

const from = () => Number(log().dataset.from);
const rowsOf = (parent: ParentNode) => [...parent.children].filter(isRow);

/** Whether the newest message is in the page. */
export const isEndLoaded = () => document.getElementById("newer") === null;

/** A frame of the socket. */
function applyFrame(rows: HTMLElement[]): void {
  updateDays();
  keepScrollPosition(() => {
    for (const row of rows) placeRow(row);
    trim(isInUpperHalf);
  });
}

/** Puts a row where it belongs: over its older self, or by its id from the end backwards, if that end is loaded. */
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
  updateDaySeparator(adjacentRow(row, true));
}

/** A row changed: it is not read out again as if it were new, and the focus stays where it was. */
function replaceRow(present: HTMLElement, row: HTMLElement): void {
  const focused = document.activeElement;
  const value = (focused as HTMLButtonElement | null)?.value;
  if (present === highlighted()) highlight(row);
  silence(row);
  present.replaceWith(row);
  showLocalTime(row);
  if (!present.contains(focused)) return;
  const same = [...row.querySelectorAll("button")].find((button) => button.value === value);
  row.tabIndex = -1;
  (same ?? row).focus({ preventScroll: true });
}

function prepareRow(row: HTMLElement): void {
  showLocalTime(row);
  updateDaySeparator(row);
}

/** Everything in the list, when it is new. */
export function prepareRows(): void {
  rowsOf(log()).forEach(prepareRow);
}

/** What was said long ago is not news: it is not to be read aloud. */
const silence = (row: HTMLElement) => void (row.ariaLive = "off");

/** An answer of history at the top: its loader takes the place of the one that asked. */
function insertOlder(fragment: DocumentFragment): void {
  const older = fragment.querySelector<HTMLElement>("#older");
  if (!older) return;
  const seam = firstRow();
  const rows = rowsOf(fragment);
  rows.forEach(silence);
  keepScrollPosition(() => {
    byId("older").remove();
    log().prepend(fragment);
    log().dataset.from = older.dataset.from;
    rows.forEach(prepareRow);
    updateDaySeparator(seam);
    trim(() => true);
  });
  htmx.process(older);
}

/** An answer of history at the bottom. Without a loader of its own it ends at the newest message. */
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

/** Another stretch of the room in place of the list. */
function replaceList(fragment: DocumentFragment): void {
  const list = fragment.querySelector("#log");
  if (!list) return;
  rowsOf(list).forEach(silence);
  log().replaceWith(list);
  htmx.process(list);
  prepareRows();
}

/** Keeps the page small: takes rows away at the end that is far from the reader, and leaves a loader there. */
function trim(atBottom: () => boolean): void {
  const rows = rowsOf(log());
  if (rows.length <= MOST) return;
  const bottom = atBottom();
  const edge = rows.at(bottom ? KEPT - 1 : -KEPT) as HTMLElement;
  const older = bottom ? undefined : createLoader("older", idOf(edge));
  const all = [...log().children];
  const index = all.indexOf(edge);
  for (const element of bottom ? all.slice(index + 1) : all.slice(0, index)) {
    if (element !== older) element.remove();
  }
  if (!older) return unloadEnd();
  edge.before(older);
  log().dataset.from = String(idOf(edge));
  updateDaySeparator(edge);
  htmx.process(older, true);
}

/** The list ends before a gap that only history fills. */
export function unloadEnd(): void {
  const last = lastRow();
  if (!last || !isEndLoaded()) return;
  const newer = createLoader("newer", idOf(last));
  last.after(newer);
  htmx.process(newer);
}

/** Lets the loaders request again, where the reader is near one. */
export function retryLoaders(): void {
  for (const id of ["older", "newer"]) {
    const element = document.getElementById(id);
    if (element) htmx.process(element, true);
  }
}

/**
 * A way to what was trimmed, made from the server's own. One that is there leads elsewhere from now on: a page that
 * stays open for days would keep each that was thrown away, for what watches it.
 */
function createLoader(kind: "older" | "newer", id: number): HTMLElement {
  const template = byId<HTMLTemplateElement>("loaders").content.querySelector<HTMLElement>(`#${kind}`);
  const present = document.querySelector<HTMLElement>(`#${kind}.loader`);
  const element = present ?? (template?.cloneNode(true) as HTMLElement);
  const link = element.querySelector("a");
  for (const name of ["href", "hx-get"]) {
    link?.setAttribute(name, (link.getAttribute(name) ?? "").replace(/\d+$/, String(id)));
  }
  return element;
}

/**
 * Teaches htmx the ways in; what they return keeps it from working through every row.
 * @param onRows is called with the rows of each frame of the socket, whether they are shown or not
 * @param onPage is called when another stretch of the room took the place of the list
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
      swaps[style]?.(fragment);
      return style in swaps ? [] : false;
    },
    htmx_before_request: () => void requests++,
    /** An answer of history counts while the loader that asked is where it was: it may be asked twice, and be trimmed away. */
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
