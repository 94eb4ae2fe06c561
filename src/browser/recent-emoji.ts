/** The emoji that the reader used lately, in this browser. */
import { personStorage } from "./page.ts";

/** How many are kept. */
const MOST = 16;
const NAME = "emoji/recent";

/** The last one first. */
export const recentEmoji = (): string[] => personStorage.get(NAME).split(" ").filter(Boolean);

/** Notes that an emoji was used. */
export function noteEmoji(emoji: string): void {
  const others = recentEmoji().filter((other) => other !== emoji);
  personStorage.set(NAME, [emoji, ...others].slice(0, MOST).join(" "));
}

/** What is at hand: what was used lately, then others that are offered to everybody. */
export const emojiAtHand = (offered: string[], most: number): string[] =>
  [...new Set([...recentEmoji(), ...offered])].slice(0, most);
