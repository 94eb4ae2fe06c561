/** Notifications are off at first; what makes them is loaded when the reader turns to them, or has wanted them before. */
import { byId, roomStorage } from "./page.ts";

const load = () => import("./notifications.ts");

export const openNotificationSettings = () =>
  byId("notification-settings").addEventListener("beforetoggle", load, { once: true });

/** Tells of rows that came while the tab is out of sight. */
export function notify(rows: HTMLElement[]): void {
  if (document.hidden && roomStorage.get("notify")) load().then(({ notifyOf }) => notifyOf(rows));
}
