/** Notifications are off at first. Their script is loaded with the menu on one's own name, or when they are on. */
import { report } from "./guard.ts";
import { personStorage } from "./page.ts";

/** A message that its reader wants to hear of, in whichever room. */
export type MessageNotice = { room: string; roomName: string; author: string; text: string; id: number };

/** Once they were chosen for each room, under names that end alike: whoever had chosen them for one has them on. */
export const areOn = () => personStorage.names().some((name) => name.endsWith("notify"));

/** Notifies of a message, unless its reader looks at it. */
export function notify(notice: MessageNotice): void {
  if (areOn()) import("./me-menu.ts").then(({ notifyOf }) => notifyOf(notice), report);
}
