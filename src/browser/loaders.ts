/** What is not in the page stands behind a loader at either end of the log, which asks for more when the reader comes near. */
import htmx from "htmx.org";

import { byId, idOf, lastRow, log, rowsOf } from "./page.ts";
import { skipStops } from "./prepare-rows.ts";
import { updateAbove } from "./times.ts";

/** With more rows than `MAX_ROWS` the page is trimmed to `KEPT_ROWS`, at the end that is far from the reader. */
const MAX_ROWS = 300;
const KEPT_ROWS = 250;

/** Whether the newest message is in the page. */
export const isEndLoaded = () => document.getElementById("newer") === null;

/** Keeps the page small: removes rows at the end that is far from the reader, and leaves a loader there. */
export function trim(atBottom: () => boolean): void {
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
