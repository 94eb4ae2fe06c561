/** Follows a link to a message of this room within the page. Loaded with the first click on one. */
import htmx from "htmx.org";

import { byId, highlight, isNarrow, rowWithId, scroller } from "./page.ts";
import { showHighlighted } from "./permalink.ts";

/** Leads to a row of the list, or to another page of messages. */
export function followLink(link: HTMLAnchorElement): void {
  if (isNarrow()) byId("search").hidePopover();
  const id = link.pathname.split("/").at(-1) ?? "";
  const row = rowWithId(id);
  if (!row) return void htmx.ajax("GET", link.pathname, { source: scroller, target: "#log", swap: "page" });
  highlight(row);
  showHighlighted(row.contains(link));
}
