/** The status line at the top of the room: what is wrong with the connection, or with what the reader did. */
import { byId } from "./page.ts";

/** How long a sentence stays that is about something in the past, in ms. */
const BRIEF = 10_000;

export const status = byId("connection");

/** Shows a sentence; the empty one hides the line. */
export function showStatus(text: string): void {
  if (status.textContent !== text) status.textContent = text;
}

export function showStatusBriefly(text: string): void {
  showStatus(text);
  setTimeout(() => status.textContent === text && showStatus(""), BRIEF);
}
