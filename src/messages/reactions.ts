/** Reactions as a message carries them, and which emoji there are. */

/** One emoji under a message. */
export type Reaction = {
  emoji: string;
  /** How many people chose it. */
  count: number;
};

/** What people choose most, offered first. */
export const FREQUENT = ["👍", "❤️", "😂", "🎉", "😮", "😢"];

const EMOJI = /^\p{RGI_Emoji}$/v;

/** Whether a text is one emoji that Unicode recommends for general interchange, and nothing else. */
export const isEmoji = (text: string): boolean => EMOJI.test(text);

/** What is kept in the row of a message: nothing when there is nothing. */
export const writeReactions = (reactions: Reaction[]): string | null =>
  reactions.length === 0 ? null : JSON.stringify(reactions.map(({ emoji, count }) => [emoji, count]));

export function readReactions(kept: string | null): Reaction[] {
  const list = kept === null ? [] : (JSON.parse(kept) as [string, number][]);
  return list.map(([emoji, count]) => ({ emoji, count }));
}
