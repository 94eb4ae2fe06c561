/** Who a message means: `@` and the name of an account, or `@here` for everybody whose page is open. */
import { foldName } from "../users/names.ts";

/** Scripts without spaces, where a word may follow a name, or a name a word. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

const SIGNS = "[\\p{L}\\p{M}\\p{N}_.-]";
const NAME = `${SIGNS}{2,64}`;
/** What makes an `@` a part of a word or of an address. */
const JOINED = "[\\p{L}\\p{M}\\p{N}@/]";
/** An `@` that means somebody. A slash may stand between two: `@ada/@bob`. */
const AT = `@(?<=(?:^|[^\\p{L}\\p{M}\\p{N}@/]|${UNSPACED.source}|(?:^|(?!${JOINED})[^])(?:@${NAME}/){1,8})@)`;
/** Behind it a word that may be a name, and words that may be one together. */
const WORDS = [`${AT}${NAME}`, `${AT}${SIGNS}{1,24}(?: ${SIGNS}{1,24}){1,11}`];
const ALL = WORDS.map((pattern) => new RegExp(pattern, "gu"));
const HERE_IS_ONE = WORDS.map((pattern) => new RegExp(pattern, "uy"));
/** An `@` that may mean somebody: behind a letter or digit of ASCII it belongs to an address. */
const MAY_MEAN = /(?<![A-Za-z\d])@/;
/** Behind a name: it is somebody's of another place, `@ada@chat.example`. */
const ELSEWHERE = /@[a-z\d-]+\.[a-z]/iy;

/** Everybody who is here; no account can be called so. */
export const HERE = "here";

export type Mention = { name: string; person: number | typeof HERE };

/** Who is meant by what stands behind an `@`. */
export type Mentions = ReadonlyMap<string, Mention>;

export const NOBODY: Mentions = new Map();

/** Different words behind an `@` that are looked up for one message, and as many times several words. */
const MOST = 20;
const LONGEST = 24;
/** What may follow a name in its sentence, up to the next word. */
const TRAIL = /^[._-]*(?: |$)/;

/** Whether there may be a mention in a text: a look at it is all that others pay. */
export const mayMention = (text: string): boolean => MAY_MEAN.test(text);

/**
 * The mentions in a text, of the first 20 words that could be one, and of the first 20 times that several words could. The
 * longest name that is somebody's is the one that is meant.
 * @param find the ids of those folded names that somebody has
 * @example readMentions("Ask @Mary Ann about it.", find) // Map { "Mary Ann about it." => { name: "Mary Ann", person: 7 } }
 */
export function readMentions(text: string, find: (folded: string[]) => Map<string, number>): Mentions {
  if (!mayMention(text)) return NOBODY;
  const words = ALL.flatMap((all) => [...new Set(text.match(all)?.map((word) => word.slice(1)))].slice(0, MOST));
  if (words.length === 0) return NOBODY;
  const names = words.map((word) => ({ word, names: namesIn(word) }));
  const folded = new Set(names.flatMap(({ names }) => names.map(foldName)));
  const people = new Map<string, Mention["person"]>(find([...folded])).set(HERE, HERE);
  const mentions = new Map<string, Mention>();
  for (const { word, names: candidates } of names) {
    const name = candidates.find((name) => people.has(foldName(name)));
    const person = name && people.get(foldName(name));
    if (name && person) mentions.set(word, { name, person });
  }
  return mentions;
}

/** Who is meant by the `@` at an index of the text that the mentions were read from. */
export function mentionAt(text: string, at: number, mentions: Mentions): Mention | undefined {
  if (mentions.size === 0) return undefined;
  const [one, several] = HERE_IS_ONE.map((pattern) => {
    pattern.lastIndex = at;
    return mentions.get(pattern.exec(text)?.[0].slice(1) ?? "");
  });
  const mention = several ?? one;
  if (!mention) return undefined;
  ELSEWHERE.lastIndex = at + 1 + mention.name.length;
  return ELSEWHERE.test(text) ? undefined : mention;
}

/** The names that a word may be or begin with, the longest first; of several words, those with a space in them. */
function namesIn(text: string): string[] {
  const characters = [...text];
  const least = Math.max(1, characters.indexOf(" "));
  const names: string[] = [];
  for (let length = Math.min(characters.length, LONGEST); length > least; length--) {
    const [last = "", next = ""] = characters.slice(length - 1, length + 1);
    if (last === " ") continue;
    const rest = characters.slice(length).join("");
    if (TRAIL.test(rest) || UNSPACED.test(last) || UNSPACED.test(next)) {
      names.push(characters.slice(0, length).join(""));
    }
  }
  return names;
}

/** The mention in the text of a row. The page's own style sheet marks it for the one who is meant. */
export const mentionToHtml = ({ name, person }: Mention): string =>
  `<bdi class="mention" data-user="${person}">@${Bun.escapeHTML(name)}</bdi>`;
