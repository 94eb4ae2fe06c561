/** The rooms that the reader was in lately, in this browser until they log out. */
import { personStorage, room } from "./page.ts";

/** How many are kept. */
const MOST = 20;
const NAME = "rooms/recent";

/** Their slugs, the last one first; the first is the one that is open. */
export const recentRooms = (): string[] => personStorage.get(NAME).split(" ").filter(Boolean);

/** Notes that the room of this page is open. */
export function noteRoom(): void {
  const others = recentRooms().filter((other) => other !== room);
  personStorage.set(NAME, [room, ...others].slice(0, MOST).join(" "));
}
