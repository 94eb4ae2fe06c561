/** The search beside the log. The form does by itself what it does; here is what only a script can. */
import { part } from "./page.ts";
import { showMoment } from "./times.ts";

const panel = part("search");

/** The room has no place beside the panel. */
const isNarrow = matchMedia("(max-width: 760px)");

export function openSearch(): void {
  const found = part("found");
  useOwnDays();
  panel.addEventListener("htmx:after:swap", () => found.querySelectorAll("time").forEach(showMoment));
  panel.addEventListener("htmx:error", () => {
    found.textContent = "Parlor can't be reached. Try again when the line is back.";
  });
}

/** A day in the form is one of the reader's. */
function useOwnDays(): void {
  const zone = panel.querySelector<HTMLInputElement>("[name=zone]");
  if (!zone) return;
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  panel.querySelectorAll(".zone").forEach((name) => name.remove());
}

/** Shows the room again where the panel covers it. */
export function uncover(): void {
  if (isNarrow.matches) panel.hidePopover();
}
