/** Finds emoji by the words that people use for them. Runs in the page. */

/** An emoji, its name, what it is called between colons, and other words for it; with spaces between. */
export type Emoji = [emoji: string, name: string, shortcodes: string, words: string];
export type EmojiGroup = [name: string, emoji: Emoji[]];

/** How well a text fits, the best first. */
const RANKS = { called: 0, inName: 1, word: 2, begun: 3, startInName: 4, start: 5, within: 6, none: Infinity };

/**
 * The emoji that a text means, best first: those that are called so, those with the whole word, those with its beginning; of
 * each the names before other words. Of equally good ones those come first that were used lately. Every word has to fit.
 * @param recent what was used lately, the last first
 * @example findEmoji(all, ":tada:", [])[0] // ["🎉", "party popper", "tada", …]
 */
export function findEmoji(all: Emoji[], text: string, recent: string[]): Emoji[] {
  const asked = text.toLowerCase().replaceAll(":", "").trim();
  if (!asked) return [];
  const found = all.flatMap((one) => {
    const rank = rankOfCall(one, asked) ?? Math.max(...asked.split(/[\s_]+/).map((term) => rankOf(one, term)));
    const used = recent.indexOf(one[0]);
    return rank === RANKS.none ? [] : [{ one, rank, used: used < 0 ? recent.length : used }];
  });
  return found.sort((a, b) => a.rank - b.rank || a.used - b.used).map(({ one }) => one);
}

/** Whether a text is the whole name of an emoji, or what it is called between colons. */
export const isCalled = (one: Emoji, text: string): boolean => callsOf(one).includes(text.replaceAll(" ", "_"));

const callsOf = ([, name, shortcodes]: Emoji): string[] => [
  name.toLowerCase().replaceAll(" ", "_"),
  ...shortcodes.split(" "),
];

/** The rank of an emoji whose name or shortcode a text is, as far as that is written; the less is missing, the better. */
function rankOfCall(one: Emoji, text: string): number | undefined {
  const begun = callsOf(one).filter((call) => call.startsWith(text.replaceAll(" ", "_")));
  if (begun.length === 0) return undefined;
  const missing = Math.min(...begun.map((call) => call.length - text.length));
  return missing === 0 ? RANKS.called : RANKS.begun + missing / 100;
}

function rankOf([, name, shortcodes, others]: Emoji, term: string): number {
  const named = wordsIn(`${name} ${shortcodes}`);
  const words = wordsIn(others);
  const starts = (word: string) => word.startsWith(term);
  if (named.includes(term)) return RANKS.inName;
  if (words.includes(term)) return RANKS.word;
  if (named.some(starts)) return RANKS.startInName;
  if (words.some(starts)) return RANKS.start;
  return term.length > 2 && [...named, ...words].some((word) => word.includes(term)) ? RANKS.within : RANKS.none;
}

const wordsIn = (text: string) => text.toLowerCase().split(/[\s_]+/);
