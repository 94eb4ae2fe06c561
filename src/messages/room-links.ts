/** Rooms that a text names: `#` and the name of an open room, or its slug. */
import { foldRoomWord } from "../rooms/links.ts";

/** The slug of the room that a word means behind a `#`. */
export type RoomLinks = (word: string) => string | undefined;

export const NO_ROOMS: RoomLinks = () => undefined;

/** Words of any script, joined by dashes: what stands behind them belongs to the sentence. */
const NAMED = /#([\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*)/uy;
/** What makes a `#` a part of a word, of an address, or of an entity that was typed. */
const JOINED = /[\p{L}\p{M}\p{N}#&/@]/u;
const LONGEST = 80;

export type RoomLink = { text: string; slug: string };

/** The room that the `#` at an index of a text names. @example roomAt("see #kitchen.", 4, find) // { text: "#kitchen", … } */
export function roomAt(text: string, at: number, find: RoomLinks): RoomLink | undefined {
  if (find === NO_ROOMS || JOINED.test(text[at - 1] ?? "")) return undefined;
  NAMED.lastIndex = at;
  const [whole, word = ""] = NAMED.exec(text) ?? [];
  if (!whole || word.length > LONGEST || foldRoomWord(word) === "") return undefined;
  const slug = find(word);
  return slug === undefined ? undefined : { text: whole, slug };
}

/** The link in the text of a row, as it was typed: names change, and rows stay. */
export const roomLinkToHtml = ({ text, slug }: RoomLink): string =>
  `<a class="room-link" href="/rooms/${Bun.escapeHTML(slug)}">${Bun.escapeHTML(text)}</a>`;
