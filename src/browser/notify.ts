/** Notifications are off at first. Their script is loaded with the menu on one's own name, or when they are on. */
import { byId, roomStorage } from "./page.ts";
import { isLookedAt } from "./unread.ts";

const load = () => import("./me-menu.ts");

export function openNotificationSettings(): void {
  byId("me-menu").addEventListener("beforetoggle", load);
  if (roomStorage.get("notify")) load(); // it shows that they are
}

/** Notifies of rows that came while the reader did not look. */
export function notify(rows: HTMLElement[]): void {
  if (!isLookedAt() && roomStorage.get("notify")) load().then(({ notifyOf }) => notifyOf(rows));
}
