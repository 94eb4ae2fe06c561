/** The line above an answer: the message that it answers, as that is now. */
import { Html } from "@elysiajs/html";

import { readFiles } from "../files/sent.store.ts";
import { summarizeFiles, summaryOfFiles } from "../files/summary.ts";
import { fixed } from "../views/html.ts";
import { htmlToPlain } from "./markdown/plain.ts";
import type { Message } from "./store.ts";
import { textToHtml } from "./text.ts";

export type Quote = {
  id: number;
  name: string;
  /** Its text, as it was written. */
  text: string;
  deleted: boolean;
  /** Who wrote it. */
  author: number;
  /** What its files are, where it has no text. */
  files: string;
};

/** Of its files the first, and how many there are. */
type QuotedFiles = [name: string, type: string, isVoice: number, count: number];
type KeptQuote = [id: number, name: string, text: string, deleted: number, author: number, files: QuotedFiles | null];

/** @param kept what the row of a message has of the one that it answers */
export function parseQuote(kept: string): Quote {
  const [id, name, text, deleted, author, files] = JSON.parse(kept) as KeptQuote;
  return { id, name, text, deleted: deleted === 1, author, files: files ? summarize(files) : "" };
}

const summarize = ([name, type, isVoice, count]: QuotedFiles): string =>
  count > 0 ? summarizeFiles({ name, type, isVoice: isVoice === 1 }, count) : "Files no longer kept";

/** @param path the address of the message */
export const QuoteLine = ({ quote, path }: { quote: Quote; path: string }) => (
  <a hx-ignore class="quote" href={path} data-to={quote.author}>
    <bdi safe>{quote.name}</bdi>{" "}
    {quote.deleted ? (
      <i>a deleted message</i>
    ) : (
      <span dir="auto" safe>
        {excerpt(quote.text) || firstOf(quote.files)}
      </span>
    )}
  </a>
);

/** What stands there when nothing is kept of what was answered, not even who said it. */
export const GONE_QUOTE = fixed(
  <span class="quote">
    <i>a message that is gone</i>
  </span>,
);

/** Characters of a message that a line about it shows. */
const SHOWN = 120;

/** The beginning of a message as plain text on one line. Cut when it is plain: the addresses behind names are long. */
export const excerpt = (text: string, shown = SHOWN): string => firstOf(htmlToPlain(textToHtml(text)), shown);

/** What a message is about in one line: the beginning of its text, or else what its files are. */
export const summaryOf = ({ body, files }: Pick<Message, "body" | "files">, shown = SHOWN): string =>
  excerpt(body, shown) || firstOf(summaryOfFiles(readFiles(files)), shown);

/** The beginning of a plain text on one line. */
const firstOf = (text: string, shown = SHOWN): string => [...text.replace(/\s+/g, " ").trim()].slice(0, shown).join("");
