/** The line at the top of the room that says what is wrong with the connection, or was with what one did. */
import { part } from "./page.ts";

/** How long a line stays that is about something that is over, in ms. */
const BRIEFLY = 10_000;

const notice = part("connection");

/** Shows a line; none hides it. */
export function say(text: string): void {
  if (notice.textContent !== text) notice.textContent = text;
}

export function sayBriefly(text: string): void {
  say(text);
  setTimeout(() => notice.textContent === text && say(""), BRIEFLY);
}
