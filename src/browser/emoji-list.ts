/** All emoji with their words; fetched when they are first needed. */
import type { Emoji, EmojiGroup } from "../messages/emoji-search.ts";
import { byId } from "./page.ts";

let loading: Promise<EmojiGroup[]> | undefined;

/** All emoji by groups. Fails when the server can't be reached, and is tried again the next time. */
export function loadEmoji(): Promise<EmojiGroup[]> {
  loading ??= fetch(byId("emoji").dataset.list ?? "").then((response) => response.json());
  loading.catch(() => (loading = undefined));
  return loading;
}

export const allEmoji = (groups: EmojiGroup[]): Emoji[] => groups.flatMap(([, emoji]) => emoji);
