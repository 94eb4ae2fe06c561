/** All emoji by groups, each with the words that people use for it: made once by the build, fetched when somebody looks for one. */
import keywords from "emojilib";
import { nameToEmoji } from "gemoji";
import groups from "unicode-emoji-json/data-by-group.json";

import type { Emoji, EmojiGroup } from "./emoji-search.ts";
import { isEmoji } from "./reactions.ts";

/** What people write in chats, and the keywords lack. */
const SLANG: Record<string, string> = {
  "👍": "lgtm np",
  "👎": "-1",
  "🙏": "thx ty tysm thanks",
  "🎉": "yay congrats woohoo",
  "🥳": "yay hbd",
  "🎂": "hbd bday",
  "🤣": "lmao",
  "😂": "lmao",
  "💀": "lmao dead",
  "🤷": "idk dunno",
  "👋": "bye hey cya",
  "🔜": "brb",
  "🤬": "wtf",
  "😳": "wtf",
  "😮": "omg wow",
  "☀️": "gm",
  "🌙": "gn",
  "🚀": "shipit",
  "🚧": "wip",
  "👀": "looking",
  "😘": "xoxo",
};

/** By emoji: what it is called between colons, as in `:tada:`. */
const SHORTCODES = Map.groupBy(Object.keys(nameToEmoji), (code) => nameToEmoji[code]);

/** @example emojiGroups()[0] // ["Smileys & Emotion", [["😀", "grinning face", "grinning", "smile happy joy"], …]] */
export const emojiGroups = (): EmojiGroup[] =>
  groups.map(({ name, emojis }): EmojiGroup => [
    name,
    emojis
      .filter(({ emoji }) => isEmoji(emoji))
      .map(({ emoji, name }): Emoji => [emoji, name, shortcodesOf(emoji, name), wordsFor(emoji, name)]),
  ]);

/** What an emoji is called between colons, besides its name. */
const shortcodesOf = (emoji: string, name: string): string =>
  (SHORTCODES.get(emoji) ?? []).filter((code) => code !== name.replaceAll(" ", "_")).join(" ");

/** The words for an emoji that are not in its name. */
function wordsFor(emoji: string, name: string): string {
  const [, ...others] = keywords[emoji] ?? []; // the first is the name
  const words = new Set([SLANG[emoji] ?? "", ...others].join(" ").toLowerCase().split(/[\s_]+/).filter(Boolean)); // prettier-ignore
  return [...words].filter((word) => !name.toLowerCase().split(" ").includes(word)).join(" ");
}
