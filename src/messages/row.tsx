/** One message as HTML: the hot path. The same for every reader, rendered once per rev, rev of its author, and quote. */
import { Html } from "@elysiajs/html";

import { FileList } from "../files/row.tsx";
import { FILES_GONE, readFiles } from "../files/sent.store.ts";
import { boundedMap } from "../lib/bounded-map.ts";
import { Avatar } from "../users/avatar.tsx";
import { fixed, render, trusted } from "../views/html.ts";
import { type Mentions, NOBODY } from "./mentions.ts";
import { GONE_QUOTE, parseQuote, type Quote, QuoteLine } from "./quotes.tsx";
import { type Reaction, readReactions } from "./reactions.ts";
import { NO_ROOMS, type RoomLinks } from "./room-links.ts";
import { GONE, type Message } from "./store.ts";
import { isEmojiOnly, isLong, textToHtml } from "./text.ts";

/** The address of a message: the history around it. */
export const messagePath = (slug: string, id: number): string => `/rooms/${slug}/messages/${id}`;

type RowProps = { message: Message; slug: string; mentions: Mentions; rooms: RoomLinks };

/** The row of a message in the room of a slug; under 350 bytes around the text. */
export const MessageRow = ({ message, slug, mentions, rooms }: RowProps) => (
  <li
    id={`m-${message.key}`}
    class={message.continues ? "message continued" : "message"}
    data-id={message.id}
    data-rev={message.rev}
    data-author={message.author}
  >
    <Avatar id={message.author} name={message.authorName} hue={message.authorHue} picture={message.authorPicture} />
    <p>
      <bdi safe>{message.authorName}</bdi>{" "}
      <a href={messagePath(slug, message.id)}>
        <Time at={message.at} />
      </a>
    </p>
    {message.quote === GONE
      ? GONE_QUOTE
      : message.quote !== null && <Answered quote={parseQuote(message.quote)} slug={slug} />}
    {message.deletedBy === null ? (
      <Said message={message} mentions={mentions} rooms={rooms} />
    ) : (
      <Tombstone message={message} />
    )}
    {message.reactions !== null && (
      <Reactions reactions={readReactions(message.reactions)} path={messagePath(slug, message.id)} />
    )}
  </li>
);

/** The row of a message that can't be rendered. */
const FailedRow = ({ message: { id, key, rev, author } }: { message: Message }) => (
  <li id={`m-${key}`} class="message" data-id={id} data-rev={rev} data-author={author}>
    <div class="gone" hx-ignore>
      This message can't be shown.
    </div>
  </li>
);

/** Where there are files, there need not be a text. Most messages are a text alone: no fragment is made around it. */
const Said = ({ message, mentions, rooms }: Omit<RowProps, "slug">) => {
  const { body, files, editedAt } = message;
  const text = <Text message={message} mentions={mentions} rooms={rooms} />;
  if (files === null) return text;
  const edited = body === "" && editedAt !== null ? isoTime(editedAt) : undefined;
  return (
    <>
      {body !== "" && text}
      {files === FILES_GONE ? GONE_FILES : <FileList files={readFiles(files)} edited={edited} />}
    </>
  );
};

const Text = ({ message: { body, editedAt }, mentions, rooms }: Omit<RowProps, "slug">) => {
  const long = isLong(body);
  const text = (
    <div
      class={long ? "long" : isEmojiOnly(body) ? "big" : undefined}
      dir="auto"
      data-edited={editedAt === null ? undefined : isoTime(editedAt)}
      hx-ignore
    >
      {trusted(textToHtml(body, mentions, rooms))}
    </div>
  );
  if (!long) return text;
  return (
    <>
      {text}
      {UNFOLD}
    </>
  );
};

/** What is left of files that are kept for less long than the messages. */
const GONE_FILES = fixed(
  <div class="gone" hx-ignore>
    What was attached is not kept any more.
  </div>,
);

/** Shows all of a long text; the style sheet does it, so it needs no script. */
const UNFOLD = fixed(
  <label class="unfold">
    <input type="checkbox" /> <span>Show all</span>
    <span>Show less</span>
  </label>,
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

/** The row is the same for all readers; the page's script marks what the reader has chosen, and takes that back. */
const Reactions = ({ reactions, path }: { reactions: Reaction[]; path: string }) => (
  <form class="reactions" method="post" action={`${path}/reactions`}>
    {reactions.map(({ emoji, count }) => (
      <button name="emoji" value={emoji} safe>
        {`${emoji} ${count}`}
      </button>
    ))}
    <a class="add" href={`${path}/menu`} aria-label="Add a reaction"></a>
  </form>
);

/** A time the browser makes local; without JavaScript it is UTC and says so. */
const Time = ({ at }: { at: number }) => {
  const iso = isoTime(at);
  return <time datetime={iso}>{trusted(`${iso.slice(11, 16)} UTC`)}</time>;
};

const isoTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export type RowCache = (messages: Message[]) => string;

/** `rooms` is the version of the rooms that it was rendered with, if it may name one. */
type CachedRow = { rev: number; authorRev: number; quote: string | null; rooms: number; html: string };

/** What rooms are called, and a number that is another when that has changed. */
export type NamedRooms = { find: RoomLinks; version: () => number };

const NOTHING_NAMED: NamedRooms = { find: NO_ROOMS, version: () => 0 };

/**
 * Joins rendered rows, each rendered once per rev, rev of its author, quote, and what the rooms that it may name are called. Keeps about `bytes` of them; those not
 * asked for for longest leave first.
 * @param slugOf the slug of a room, by its id
 * @param mentionsIn who is meant in a message; the answer for a rev may not change, or rows would differ
 * @param onFailure is told of a message that can't be rendered, once for each time that it is tried
 * @example const rows = openRowCache(8_388_608, slugOf); rows([message]) // "<li id=…"
 */
export function openRowCache(
  bytes: number,
  slugOf: (room: number) => string,
  mentionsIn: (message: Message) => Mentions = () => NOBODY,
  onFailure: (message: Message, error: unknown) => void = () => {},
  rooms: NamedRooms = NOTHING_NAMED,
): RowCache {
  const cache = boundedMap<number, CachedRow>({
    most: bytes,
    weigh: ({ html, quote }) => html.length + (quote?.length ?? 0),
  });

  function rowOf(message: Message): string {
    const known = cache.get(message.id);
    const { rev, authorRev, quote } = message;
    const version = message.body.includes("#") ? rooms.version() : 0;
    const isFresh = known?.rev === rev && known.authorRev === authorRev && known.quote === quote;
    if (isFresh && known.rooms === version) return known.html;
    const html = renderRow(message);
    cache.set(message.id, { rev, authorRev, quote, rooms: version, html });
    return html;
  }

  /** A row that can't be rendered must not keep others from being shown, nor the room from going on. */
  function renderRow(message: Message): string {
    try {
      const props = { message, slug: slugOf(message.room), mentions: mentionsIn(message), rooms: rooms.find };
      return render(<MessageRow {...props} />);
    } catch (error) {
      onFailure(message, error);
      return render(<FailedRow message={message} />);
    }
  }

  return (messages) => messages.map(rowOf).join("");
}
