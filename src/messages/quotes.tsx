/** The line above an answer: the message that it answers, as that is now. */
import { Html } from "@elysiajs/html";

import { trusted } from "../views/html.ts";
import { textToHtml } from "./text.ts";

export type Quote = {
  id: number;
  name: string;
  /** The beginning of the text, as it was written. */
  text: string;
  deleted: boolean;
};

/** @param kept what the row of a message has of the one that it answers */
export function readQuote(kept: string): Quote {
  const [id, name, text, deleted] = JSON.parse(kept) as [number, string, string, number];
  return { id, name, text, deleted: deleted === 1 };
}

/** @param path the address of the message */
export const QuoteLine = ({ quote, path }: { quote: Quote; path: string }) => (
  <a hx-ignore class="quote" href={path}>
    <bdi safe>{quote.name}</bdi>{" "}
    {quote.deleted ? <i>a deleted message</i> : <span dir="auto">{trusted(excerpt(quote.text))}</span>}
  </a>
);

/** A text without its marks, on one line: what our own renderer escaped stays so, its tags go. */
export const excerpt = (text: string): string =>
  textToHtml(text)
    .replace(/<\/?(?:blockquote|li|ol|pre|ul)\b[^>]*>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ");
