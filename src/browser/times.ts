/** Times and days in the reader's own zone and language. */
import { adjacentRow, isRow } from "./page.ts";

const time = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

let today = new Date().toDateString();

const timeOf = (row: Element) => row.querySelector("time");
const dateOf = (row: Element) => new Date(timeOf(row)?.dateTime ?? 0);

/** Shows a row's time as the reader counts it. Its link is no stop of the Tab key: hundreds would lie on the way. */
export function showLocalTime(row: Element): void {
  const element = timeOf(row);
  if (!element?.parentElement) return;
  const parts = time.formatToParts(new Date(element.dateTime));
  const narrow = row.classList.contains("continued"); // in the gutter there is no room for "PM"
  const shown = parts.filter(({ type }) => !(narrow && type === "dayPeriod"));
  element.textContent = shown
    .map(({ value }) => value)
    .join("")
    .trim();
  element.parentElement.tabIndex = -1;
}

/** Shows a day and a time as the reader counts them. */
export function showDateTime(element: HTMLTimeElement): void {
  element.textContent = short.format(new Date(element.dateTime));
}

/** Puts the day above a row that begins one, and takes it away from one that does not any more. */
export function updateDaySeparator(row: Element | null): void {
  if (!isRow(row)) return;
  const day = dateOf(row).toDateString();
  const before = adjacentRow(row);
  const begins = !before || dateOf(before).toDateString() !== day;
  const above = separatorAbove(row);
  if (above?.dataset.day === day && begins) return;
  above?.remove();
  if (!begins) return;
  const separator = document.createElement("li");
  separator.className = "day";
  separator.dataset.day = day;
  separator.textContent = dayName(day);
  const mark = row.previousElementSibling;
  (mark?.className === "unread-marker" ? mark : row).before(separator);
}

function separatorAbove(row: Element): HTMLElement | undefined {
  let above = row.previousElementSibling;
  if (above?.className === "unread-marker") above = above.previousElementSibling;
  return above instanceof HTMLElement && above.className === "day" ? above : undefined;
}

/** After midnight yesterday has another name. */
export function updateDays(): void {
  const now = new Date().toDateString();
  if (now === today) return;
  today = now;
  for (const separator of document.querySelectorAll<HTMLElement>(".day")) {
    separator.textContent = dayName(separator.dataset.day ?? "");
  }
}

function dayName(day: string): string {
  const then = new Date(day);
  const ago = Math.round((Date.parse(today) - then.getTime()) / 86_400_000);
  if (ago === 0 || ago === 1) return relative.format(-ago, "day");
  const year = ago > 300 ? "numeric" : undefined;
  return then.toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long", year });
}

/** The whole date and time shows when the pointer rests on a time, or on a text that was changed. */
export function showFullTimesOnHover(container: Element): void {
  container.addEventListener("pointerover", ({ target }) => {
    if (target instanceof HTMLTimeElement) target.title ||= moment.format(new Date(target.dateTime));
    const { edited } = target instanceof HTMLElement ? target.dataset : {};
    if (edited) (target as HTMLElement).title ||= `Edited ${moment.format(new Date(edited))}`;
  });
}
