/** What a room may be called, how two names are compared, and the slug that is made of one. */
import { fold } from "../lib/fold.ts";

export const NAME_LENGTH = 40;
export const TOPIC_LENGTH = 200;

/** What nobody sees, and what would turn the direction of what stands around a name. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Joiners belong into words of some scripts, and into emoji. */
const tidy = (typed: string): string =>
  typed
    .slice(0, 1_000)
    .toWellFormed()
    .normalize("NFC")
    .replace(HIDDEN, (character) => (character === "\u200c" || character === "\u200d" ? character : " "))
    .replace(/\s+/g, " ")
    .trim();

export type RoomNameAnswer = { name: string; folded: string; problem?: undefined } | { problem: string };

/**
 * The name of a room as it will be shown, and as it is compared; or what is wrong with it, in words for the person.
 * @example readRoomName("  Reading  group ") // { name: "Reading group", folded: "reading group" }
 */
export function readRoomName(typed: string): RoomNameAnswer {
  const name = tidy(typed);
  if (!/[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(name)) return { problem: "Give the room a name." };
  if ([...name].length > NAME_LENGTH) return { problem: `A room's name can have at most ${NAME_LENGTH} characters.` };
  if (/\p{M}{4}/u.test(name)) return { problem: "That name has too many marks on one letter." };
  return { name, folded: foldRoomName(name) };
}

/** The same text for names that nobody would tell apart. */
export const foldRoomName = (name: string): string => fold(name) || name;

export type TopicAnswer = { topic: string; problem?: undefined } | { problem: string };

/** The topic of a room on one line, or what is wrong with it. */
export function readTopic(typed: string): TopicAnswer {
  const topic = tidy(typed);
  const problem = `A topic can have at most ${TOPIC_LENGTH} characters.`;
  return [...topic].length > TOPIC_LENGTH ? { problem } : { topic };
}

/** Slugs that are addresses of something else. */
const RESERVED = ["new"];

/**
 * The slug that a name asks for; empty where it has no letters for one.
 * @example slugOf("Café & Küche") // "cafe-kuche"
 */
export function slugOf(name: string): string {
  const slug = fold(name)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return RESERVED.includes(slug) ? "" : slug;
}
