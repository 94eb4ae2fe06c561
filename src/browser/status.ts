/** The line at the top of the room that says what is wrong with the connection, or was with what one did. */
import { part } from "./page.ts";

/** How long a line stays that is about something that is over, in ms. */
const BRIEFLY = 10_000;
/** How long nothing need be said, in ms. */
const MOMENT = 300;
const WAIT = "One moment…";

const notice = part("connection");

/** Shows a line; none hides it. */
export function say(text: string): void {
  if (notice.textContent !== text) notice.textContent = text;
}

/** Says that something is happening, if it takes longer than a moment. */
export async function patiently<Value>(work: Promise<Value>): Promise<Value> {
  const timer = setTimeout(say, MOMENT, WAIT);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (notice.textContent === WAIT) say("");
  }
}

export function sayBriefly(text: string): void {
  say(text);
  setTimeout(() => notice.textContent === text && say(""), BRIEFLY);
}
