/** The search panel beside the log. Its form works by its attributes; this does what only a script can. Loaded when it is opened. */
import { completeAuthors } from "./author-names.ts";
import { isComposing } from "./keyboard.ts";
import { byId, isNarrow } from "./page.ts";
import { keepRecentSearches } from "./recent-searches.ts";
import { onRequestError } from "./request.ts";
import { formatDateTime } from "./times.ts";

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;

const panel = byId("search");
const results = byId("search-results");
const button = document.querySelector<HTMLElement>(".search-button");

useOwnDays();
offerRooms();
keepRecentSearches(panel);
completeAuthors(panel);
panel.addEventListener("htmx:after:swap", () => {
  for (const time of results.querySelectorAll("time")) time.textContent = formatDateTime(time.dateTime, DAY);
});
onRequestError(panel, (problem, event) => {
  event.stopPropagation(); // it is said here, not in the status line
  results.textContent = problem;
});
closeByHand();

/** The rooms to choose from are those of the sidebar, as they are each time. */
function offerRooms(): void {
  const select = panel.querySelector("select");
  const offer = () => {
    if (!select) return;
    const chosen = select.value;
    const links = [...document.querySelectorAll<HTMLAnchorElement>(":is(#rooms-list, #people-list) a")];
    const options = links.map((link) => {
      const slug = link.pathname.slice(link.pathname.lastIndexOf("/") + 1);
      return new Option(link.querySelector(".name")?.textContent ?? "", slug, false, slug === chosen);
    });
    select.replaceChildren(new Option("All rooms", ""), ...options);
  };
  panel.addEventListener("toggle", offer);
  offer();
}

/** A day in the form is one of the reader's time zone. */
function useOwnDays(): void {
  const zone = panel.querySelector<HTMLInputElement>("[name=zone]");
  if (!zone) return;
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const name of panel.querySelectorAll(".zone")) name.remove();
}

/** The panel stays open while one reads and writes beside it; over the log, a press on the log closes it. */
function closeByHand(): void {
  const isOpen = () => panel.matches(":popover-open");
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isComposing(event)) panel.hidePopover();
  });
  panel.addEventListener("toggle", () => {
    if (!isOpen() && document.activeElement === document.body) button?.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    const isOutside = !panel.contains(target as Node) && !button?.contains(target as Node);
    if (isOutside && isNarrow() && isOpen()) panel.hidePopover();
  });
  // From elsewhere the key for the search leads into the panel that is open, instead of closing it.
  button?.addEventListener("click", (event) => {
    const isKey = event.detail === 0 && document.activeElement !== button;
    if (!isKey || !isOpen() || panel.contains(document.activeElement)) return;
    event.preventDefault();
    panel.querySelector<HTMLElement>("[name=q]")?.focus();
  });
}
