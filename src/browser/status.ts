/** The line at the top of the room that says what is wrong with the connection, or was with what one did. */
import { byId } from "./page.ts";

/** How long a line stays that is about something that is over, in ms. */
const BRIEFLY = 10_000;
/** How long nothing need be said, in ms. */
const MOMENT = 300;
const WAIT = "One moment…";

const notice = byId("connection");

/** Shows a line; none hides it. */
export function showStatus(text: string): void {
  if (notice.textContent !== text) notice.textContent = text;
}

/** Says that something is happening, if it takes longer than a moment. */
export async function showProgress<Value>(work: Promise<Value>): Promise<Value> {
  const timer = setTimeout(showStatus, MOMENT, WAIT);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (notice.textContent === WAIT) showStatus("");
  }
}

export function showStatusBriefly(text: string): void {
  showStatus(text);
  setTimeout(() => notice.textContent === text && showStatus(""), BRIEFLY);
}
