/** What the index of messages is asked for; the migration that makes it has what is in it. */

/** Ids in a stretch of the log that has a mark of its own: a search is held to some of them. */
export const ERA = 16_384;

/** Most sequences that are asked for; more make a search slower, and hardly sharper. */
const MOST = 16;

const MARKS = { era: 57_344, author: 57_345, room: 57_346 };

/** The sequences of three characters in some texts, each once, at most 16 of them, evenly spread. Shorter texts have none. */
export function sequencesIn(texts: string[]): string[] {
  const all = [...new Set(texts.flatMap(threes))];
  const share = (index: number) => Math.floor((index * MOST) / all.length);
  return all.length <= MOST ? all : all.filter((_, index) => share(index) !== share(index - 1));
}

function threes(text: string): string[] {
  const characters = [...text];
  return characters.slice(2).map((_, index) => characters.slice(index, index + 3).join(""));
}

/** What the index has for an era, an author or a room by its number. */
export const markOf = (kind: keyof typeof MARKS, number: number): string =>
  String.fromCodePoint(MARKS[kind], 983_040 + Math.floor(number / 4_096), 983_040 + (number % 4_096));

/** Most rooms that the index is asked for by their marks: with 200 of them a question takes twenty times as long. */
const MOST_ROOMS = 16;

/**
 * A question to the index in its own language: any of the eras from one to another, any of the rooms if they are given, and
 * all of the tokens.
 */
export function questionFor(
  oldest: number,
  newest: number,
  tokens: string[],
  rooms: readonly number[] | undefined,
): string {
  const eras = Array.from({ length: newest - oldest + 1 }, (_, index) => markOf("era", oldest + index));
  const marks = rooms && rooms.length <= MOST_ROOMS ? rooms.map((room) => markOf("room", room)) : [];
  return [eras, marks, ...tokens.map((token) => [token])]
    .filter((any) => any.length > 0)
    .map(anyOf)
    .join(" AND ");
}

const anyOf = (tokens: string[]): string => `(${tokens.map(quote).join(" OR ")})`;

const quote = (token: string): string => `"${token.replaceAll('"', '""')}"`;
