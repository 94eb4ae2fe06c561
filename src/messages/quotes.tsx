/** The line above an answer: the message that it answers, as that is now. */
import { Html } from "@elysiajs/html";

import { htmlToPlain } from "./markdown/plain.ts";
import { textToHtml } from "./text.ts";

export type Quote = {
  id: number;
  name: string;
  /** Its text, as it was written. */
  text: string;
  deleted: boolean;
  /** Who wrote it. */
  author: number;
};

/** @param kept what the row of a message has of the one that it answers */
export function parseQuote(kept: string): Quote {
  const [id, name, text, deleted, author] = JSON.parse(kept) as [number, string, string, number, number];
  return { id, name, text, deleted: deleted === 1, author };
}

/** @param path the address of the message */
export const QuoteLine = ({ quote, path }: { quote: Quote; path: string }) => (
  <a hx-ignore class="quote" href={path} data-to={quote.author}>
    <bdi safe>{quote.name}</bdi>{" "}
    {quote.deleted ? (
      <i>a deleted message</i>
    ) : (
      <span dir="auto" safe>
        {excerpt(quote.text)}
      </span>
    )}
  </a>
);

/** Characters of a message that a line about it shows. */
const SHOWN = 120;

/** The beginning of a message as plain text on one line. Cut when it is plain: the addresses behind names are long. */
export const excerpt = (text: string, shown = SHOWN): string =>
  [...htmlToPlain(textToHtml(text)).replace(/\s+/g, " ").trim()].slice(0, shown).join("");
