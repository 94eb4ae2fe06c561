import { byId } from "./page.ts";
/** The search beside the log. The form does by itself what it does; here is what only a script can. */
import { showDateTime } from "./times.ts";

const panel = byId("search");

/** The room has no place beside the panel. */
const isNarrow = matchMedia("(max-width: 760px)");

export function openSearch(): void {
  const results = byId("search-results");
  panel.addEventListener("htmx:after:swap", () => results.querySelectorAll("time").forEach(showDateTime));
  panel.addEventListener("htmx:error", () => {
    results.textContent = "Parlor can't be reached. Try again when the line is back.";
  });
}

/** Shows the room again where the panel covers it. */
export function closeOverRoom(): void {
  if (isNarrow.matches) panel.hidePopover();
}
