/** A message as the search compares it. */
import { fold } from "../lib/fold.ts";
import { textToPlain } from "../messages/text.ts";

/**
 * The version of what `foldMessage` makes of a text. With another one the index is made anew: it rises whenever a text is
 * folded otherwise than before, also by another rule of Markdown.
 */
export const FOLDING = 1;

/** The text of a message as it is sought: as it is read, without its marks, and folded. */
export const foldMessage = (body: string): string => fold(textToPlain(body));
