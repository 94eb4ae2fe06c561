/** Notifications are off at first. Their script is loaded when the reader opens their settings, or has turned them on. */
import { byId, roomStorage } from "./page.ts";
import { isLookedAt } from "./unread.ts";

const load = () => import("./notifications.ts");

export const openNotificationSettings = () =>
  byId("notification-settings").addEventListener("beforetoggle", load, { once: true });

/** Notifies of rows that came while the reader did not look. */
export function notify(rows: HTMLElement[]): void {
  if (!isLookedAt() && roomStorage.get("notify")) load().then(({ notifyOf }) => notifyOf(rows));
}
