/** One message as HTML: the hot path. The same for every reader, rendered once per rev, version of its author, and quote. */
import { Html } from "@elysiajs/html";

import { oldestKey } from "../lib/oldest-key.ts";
import { Avatar } from "../users/avatar.tsx";
import { render, trusted } from "../views/html.ts";
import { type Mentions, NOBODY } from "./mentions.ts";
import { type Quote, QuoteLine, readQuote } from "./quotes.tsx";
import { type Reaction, readReactions } from "./reactions.ts";
import type { Message } from "./store.ts";
import { isEmojiOnly, textToHtml } from "./text.ts";

/** The address of a message: the history around it. */
export const messagePath = (slug: string, id: number): string => `/rooms/${slug}/messages/${id}`;

type RowProps = { message: Message; slug: string; mentions: Mentions };

/** The row of a message in the room of a slug; under 350 bytes around the text. */
export const MessageRow = ({ message, slug, mentions }: RowProps) => (
  <li
    id={`m-${message.key}`}
    class={message.continues ? "message continued" : "message"}
    data-id={message.id}
    data-rev={message.rev}
    data-author={message.author}
  >
    <Avatar id={message.author} name={message.authorName} hue={message.authorHue} />
    <p>
      <bdi safe>{message.authorName}</bdi>{" "}
      <a href={messagePath(slug, message.id)}>
        <Time at={message.at} />
      </a>
    </p>
    {message.quote !== null && <Answered quote={readQuote(message.quote)} slug={slug} />}
    {message.deletedBy === null ? <Text message={message} mentions={mentions} /> : <Tombstone message={message} />}
    {message.reactions !== null && (
      <Reactions reactions={readReactions(message.reactions)} path={messagePath(slug, message.id)} />
    )}
  </li>
);

const Text = ({ message: { body, editedAt }, mentions }: Omit<RowProps, "slug">) => (
  <div
    class={isEmojiOnly(body) ? "big" : undefined}
    dir="auto"
    data-edited={editedAt === null ? undefined : isoTime(editedAt)}
    hx-ignore
  >
    {trusted(textToHtml(body, mentions))}
  </div>
);

const Answered = ({ quote, slug }: { quote: Quote; slug: string }) => (
  <QuoteLine quote={quote} path={messagePath(slug, quote.id)} />
);

/** What is left of a deleted message. */
const Tombstone = ({ message: { author, deletedBy } }: { message: Message }) => (
  <div class="deleted" hx-ignore>
    {deletedBy === author ? "Deleted this message" : "Removed by an administrator"}
  </div>
);

/** Who chose a reaction stands in it by ids, so that the page can mark the reader's own: the row is the same for all. */
const Reactions = ({ reactions, path }: { reactions: Reaction[]; path: string }) => (
  <form class="reactions" method="post" action={`${path}/reactions`}>
    {reactions.map(({ emoji, count, people }) => (
      <button name="emoji" value={emoji} data-by={people.join(" ")} safe>
        {`${emoji} ${count}`}
      </button>
    ))}
  </form>
);

/** A time the browser makes local; without JavaScript it is UTC and says so. */
const Time = ({ at }: { at: number }) => {
  const iso = isoTime(at);
  return <time datetime={iso}>{trusted(`${iso.slice(11, 16)} UTC`)}</time>;
};

const isoTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export type RowCache = (messages: Message[]) => string;

/**
 * Joins rendered rows, each rendered once per rev, version of its author, and quote. Keeps about `bytes` of them; the
 * messages that were first rendered leave first.
 * @param slugOf the slug of a room, by its id
 * @param mentionsIn who is meant in a message; the answer for a rev may not change, or rows would differ
 * @example const rows = openRowCache(8_388_608, slugOf); rows([message]) // "<li id=…"
 */
export function openRowCache(
  bytes: number,
  slugOf: (room: number) => string,
  mentionsIn: (message: Message) => Mentions = () => NOBODY,
): RowCache {
  const cache = new Map<number, { rev: number; version: number; quote: string | null; html: string }>();
  const oldest = oldestKey(cache);
  let size = 0;

  function rowOf(message: Message): string {
    const known = cache.get(message.id);
    const { rev, authorVersion: version, quote } = message;
    if (known?.rev === rev && known.version === version && known.quote === quote) return known.html;
    const mentions = mentionsIn(message);
    const html = render(<MessageRow message={message} slug={slugOf(message.room)} mentions={mentions} />);
    size += html.length - (known?.html.length ?? 0);
    cache.set(message.id, { rev, version, quote, html });
    while (size > bytes) forget(oldest());
    return html;
  }

  function forget(id: number) {
    size -= cache.get(id)?.html.length ?? 0;
    cache.delete(id);
  }

  return (messages) => messages.map(rowOf).join("");
}
