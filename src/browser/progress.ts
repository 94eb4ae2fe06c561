/** Shows in the status line that something is happening. */
import { showStatus, status } from "./status.ts";

/** Shorter waits than this need no word, in ms. */
const DELAY = 300;
const PROGRESS = "One moment…";

/** Waits for something, and says so when it takes longer than a moment. */
export async function showProgress<Value>(work: Promise<Value>): Promise<Value> {
  const timer = setTimeout(showStatus, DELAY, PROGRESS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (status.textContent === PROGRESS) showStatus("");
  }
}
