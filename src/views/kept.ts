/** For how long something is kept, in words. */
import { formatBytes } from "../lib/bytes.ts";
import { timeOf } from "./clock.ts";

/** @example days(1) // "1 day" */
export const days = (count: number): string => (count === 1 ? "1 day" : `${count.toLocaleString("en")} days`);

/** @example messages(1_204) // "1,204 messages" */
const messages = (count: number): string => (count === 1 ? "1 message" : `${count.toLocaleString("en")} messages`);

/** What a form says when something else was filled in. */
export const DAYS_WANTED = "Choose a number of days, from 1 to 3,650.";
export const HOUR_WANTED = "Choose an hour, as in 02:00.";

/** @example amount({ messages: 3, bytes: 12_345_678 }) // "3 messages and 12.3 MB of files" */
export const amount = ({ messages: count, bytes }: { messages: number; bytes: number }): string =>
  bytes === 0 ? messages(count) : `${messages(count)} and ${formatBytes(bytes)} of files`;

/** What is kept from a later time on. @example keptFrom("Friday 27 November", kept) // "From Friday 27 November, messages are kept for 30 days." */
export function keptFrom(when: string, kept: Kept): string {
  const sentence = keptSentence(kept);
  return `From ${when}, ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** What is kept from a later time on, in ms since 1970, what goes then, and how long that can still be changed. */
export function nextKeptSentences(next: NextKept, going: { messages: number; bytes: number }): string {
  const isAny = going.messages > 0 || going.bytes > 0;
  const what = isAny
    ? `Of what is here now, ${amount(going)} will be deleted then.`
    : "Nothing that is here now will be deleted then.";
  return `${keptFrom(timeOf(next.from), next)} ${what} Until then you can still call it off.`;
}

type Kept = { messages: number; files: number };

/** It holds from a time on, in ms since 1970. */
export type NextKept = Kept & { from: number };

/** The sentence about what is kept, in days; empty where that is everything, for good. */
export function keptSentence({ messages, files }: Kept): string {
  if (messages === Infinity) return files === Infinity ? "" : `Files are kept for ${days(files)}.`;
  if (files === messages) return `Messages are kept for ${days(messages)}.`;
  return `Messages are kept for ${days(messages)}, files for ${files.toLocaleString("en")}.`;
}
