/** What people say about themselves, cleaned on the way in. */

/** Control characters: nothing anyone means to write. */
const CONTROLS = /\p{Cc}/gu;

export type AboutAnswer = { about: string } | { problem: string };

/** The text as one paragraph, maybe empty; or what is wrong with it. Length in characters. */
export function readAbout(typed: string, most: number): AboutAnswer {
  const about = typed.toWellFormed().replace(/\s+/g, " ").replace(CONTROLS, "").trim();
  const length = [...about].length;
  return length <= most ? { about } : { problem: `That is ${length} characters. At most ${most} fit on a card.` };
}
