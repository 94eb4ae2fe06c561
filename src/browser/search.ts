/** The search panel beside the log. Its form works by its attributes; this does what only a script can. Loaded when it is opened. */
import { byId } from "./page.ts";
import { onRequestError } from "./problem.ts";
import { formatDateTime } from "./times.ts";

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;

const panel = byId("search");
const results = byId("search-results");

useOwnDays();
panel.addEventListener("htmx:after:swap", () => {
  for (const time of results.querySelectorAll("time")) time.textContent = formatDateTime(time.dateTime, DAY);
});
onRequestError(panel, (problem, event) => {
  event.stopPropagation(); // it is said here, not in the status line
  results.textContent = problem;
});

/** A day in the form is one of the reader's time zone. */
function useOwnDays(): void {
  const zone = panel.querySelector<HTMLInputElement>("[name=zone]");
  if (!zone) return;
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const name of panel.querySelectorAll(".zone")) name.remove();
}
