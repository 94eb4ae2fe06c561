/** What the page does when the server says why it closes the connection. Loaded when it does. */
import { createElement } from "./create-element.ts";
import { byId, log } from "./page.ts";
import { reconnect } from "./socket.ts";
import { showStatus, status } from "./status.ts";

const LOGGED_OUT = 4401;
const NOT_ALLOWED = 4403;

/** How long to wait when there are too many connections, in ms. */
const CROWDED_DELAY = 30_000;

let crowded: ReturnType<typeof setTimeout> | undefined;

/** @param code the WebSocket's close code: the status of an HTTP error and 4000 */
export function explainClose(code: number): void {
  if (code === LOGGED_OUT) return location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  if (code === NOT_ALLOWED) return leaveRoom();
  clearTimeout(crowded);
  crowded = setTimeout(reconnect, CROWDED_DELAY);
  showStatus("Parlor is open in too many tabs, or one of them sends too much. It reconnects in half a minute.");
}

/** Nothing of the room stays in the page but what its reader wrote and did not send. */
function leaveRoom(): void {
  log().replaceChildren();
  byId("search-results").replaceChildren();
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
  document.querySelector("#sidebar li > [aria-current]")?.closest("li")?.remove();
  if (document.querySelector("#suspended")) return; // the server has said so, and nobody is let in anywhere
  const name = document.querySelector("#sidebar a[href='/rooms/lobby'] .name")?.textContent ?? "Lobby";
  showStatus("You are not in this room any more. ");
  status.append(createElement("a", { href: "/rooms/lobby" }, `Go to ${name}`));
}
