/** Why the server refuses the connection. Loaded when it does. */
import { reconnect } from "./socket.ts";
import { showStatus } from "./status.ts";

/** How long to wait when the server says that there are too many connections, in ms. */
const CROWDED_DELAY = 30_000;

let crowded: ReturnType<typeof setTimeout> | undefined;

/** @param code with which the server closed it: 4403, or 4429 */
export function explain(code: number): void {
  if (code === 4403) return showStatus("You can't read this room.");
  clearTimeout(crowded);
  crowded = setTimeout(reconnect, CROWDED_DELAY);
  showStatus("Parlor is open in too many tabs, or one of them sends too much. It reconnects in half a minute.");
}
