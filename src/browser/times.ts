/** Times and days in the reader's time zone. The page is English, so they are; 12 or 24 hours is the reader's own setting. */
import { createElement } from "./create-element.ts";
import { guard } from "./guard.ts";
import { adjacentRow, attempt, isRow } from "./page.ts";

const language = navigator.languages.find((tag) => /^en\b/i.test(tag)) ?? "en-GB";

const hourCycle = attempt(() => new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle);

const clock = { hour: "numeric", minute: "2-digit", hourCycle } as const;
let time: Intl.DateTimeFormat | undefined;

const timeOf = (row: Element) => row.querySelector("time");
const dateOf = (row: Element) => new Date(timeOf(row)?.dateTime ?? 0);

/** Shows a row's time as the reader counts it. Its link is no stop of the Tab key: hundreds would lie on the way. */
export const showLocalTime = guard((row: Element) => {
  const element = timeOf(row);
  if (!element?.parentElement) return;
  time ??= new Intl.DateTimeFormat(language, clock);
  const text = time.format(new Date(element.dateTime));
  const [, clockTime = text, period = ""] = /^(.*\d)(\D*)$/.exec(text) ?? [];
  element.textContent = clockTime;
  if (!period.trim()) return;
  element.append(createElement("span", {}, period)); // the style sheet hides it where there is no space for it
});

/** A time with its day, as the reader counts them. */
export const formatDateTime = (iso: string, day: Intl.DateTimeFormatOptions): string =>
  new Date(iso).toLocaleString(language, { ...clock, ...day });

/** Puts a day separator above a row that begins a day, and removes it from one that no longer does. */
const updateDaySeparator = guard((row: HTMLElement) => {
  const day = dateOf(row).toDateString();
  const before = adjacentRow(row);
  const begins = !before || dateOf(before).toDateString() !== day;
  const above = separatorAbove(row);
  if (above?.dataset.day === day && begins) return;
  above?.remove();
  if (!begins) return;
  const separator = createElement("li", { class: "day", "data-day": day }, dayName(day));
  const marker = row.previousElementSibling;
  (marker?.className === "unread-marker" ? marker : row).before(separator);
});

/** A row without a message right above it shows its name. */
export const updateName = (row: HTMLElement): void =>
  void row.toggleAttribute("data-named", !isRow(row.previousElementSibling));

/** What is above a row has changed. */
export function updateAbove(row: Element | null): void {
  if (!isRow(row)) return;
  updateDaySeparator(row);
  updateName(row);
}

function separatorAbove(row: Element): HTMLElement | undefined {
  let above = row.previousElementSibling;
  if (above?.className === "unread-marker") above = above.previousElementSibling;
  return above instanceof HTMLElement && above.className === "day" ? above : undefined;
}

/** "today", "yesterday", "Monday, October 5", or with the year when that is long ago. */
export function dayName(day: string): string {
  const then = new Date(day);
  const ago = Math.round((Date.parse(new Date().toDateString()) - then.getTime()) / 86_400_000);
  if (ago === 0 || ago === 1) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-ago, "day");
  const year = ago > 300 ? "numeric" : undefined;
  return then.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", year });
}
