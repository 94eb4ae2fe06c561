/** Renames days after midnight, also in a tab that is only looked at hours later. */
import { onVisibilityChange } from "./page.ts";
import { dayName } from "./times.ts";

/** The day on which those in the page got their names. */
let today = new Date(performance.timeOrigin).toDateString();

export function followMidnight(): void {
  setInterval(renameDays, 30_000);
  onVisibilityChange(renameDays);
}

function renameDays(): void {
  const now = new Date().toDateString();
  if (now === today) return;
  today = now;
  for (const separator of document.querySelectorAll<HTMLElement>(".day")) {
    separator.textContent = dayName(separator.dataset.day ?? "");
  }
}
