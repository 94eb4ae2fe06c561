/** Notifications are off at first; what makes them is loaded when the reader turns to them, or has wanted them before. */
import { memory, part } from "./page.ts";

const load = () => import("./notifications.ts");

export const openNotices = () => part("notices").addEventListener("beforetoggle", load, { once: true });

/** Tells of rows that came while the tab is out of sight. */
export function notify(rows: HTMLElement[]): void {
  if (document.hidden && memory.get("notify")) load().then(({ tell }) => tell(rows));
}
