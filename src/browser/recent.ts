/** What the reader used lately, in this browser. */
import { personStorage } from "./page.ts";

/** @param most how many are kept */
function openRecent(name: string, most: number) {
  /** The last one first. */
  const list = (): string[] => personStorage.get(name).split(" ").filter(Boolean);

  /** Notes that one was used. */
  function note(used: string): void {
    const others = list().filter((other) => other !== used);
    personStorage.set(name, [used, ...others].slice(0, most).join(" "));
  }
  return { list, note };
}

export const recentEmoji = openRecent("emoji/recent", 16);

/** Rooms by their slugs, until the reader logs out; the first is the one that is open. */
export const recentRooms = openRecent("rooms/recent", 20);

/** Emoji that are at hand: what was used lately, then others that are offered to everybody. */
export const emojiAtHand = (offered: string[], most: number): string[] =>
  [...new Set([...recentEmoji.list(), ...offered])].slice(0, most);
