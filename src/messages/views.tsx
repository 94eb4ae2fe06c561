/** Editing a message and replying to it: what stands above the composer then, or pages of their own. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import type { Room } from "../rooms/store.ts";
import { attribute, trusted } from "../views/html.ts";
import { Pencil, ReplyArrow } from "../views/icons.tsx";
import { Page, type Site } from "../views/layout.tsx";
import { Problem } from "../views/problem.tsx";
import { summaryOf } from "./quotes.tsx";
import { messagePath } from "./row.tsx";
import type { Message } from "./store.ts";

export type Of = { room: Room; message: Message };

type PageOf = Of & { site: Site };

type Bar = { room: Room; source?: string; children: Children };

/** Says above the composer that it edits or replies, with the way to cancel. The page's script puts it there. */
const PurposeBar = ({ room, source, children }: Bar) => (
  <div
    id="composer-mode"
    class={source === undefined ? "composer-mode" : "composer-mode editing"}
    data-source={source && attribute(source)}
  >
    {children}
    <a class="cancel" href={`/rooms/${room.slug}`} title="Cancel (Escape)">
      Cancel
    </a>
  </div>
);

export const EditBar = ({ room, message }: Of) => (
  <PurposeBar room={room} source={message.body}>
    <Pencil />
    <span>Editing your message</span>
  </PurposeBar>
);

export const ReplyBar = ({ room, message }: Of) => (
  <PurposeBar room={room}>
    <input type="hidden" name="reply" value={String(message.id)} />
    <ReplyArrow />
    <span>
      Replying to <bdi safe>{message.authorName}</bdi> {Bun.escapeHTML(summaryOf(message))}
    </span>
  </PurposeBar>
);

/** @param row the rendered message */
export const ReplyPage = ({ site, room, message, row }: PageOf & { row: string }) => (
  <Card site={site} room={room} title="Your reply">
    <ol>{trusted(row)}</ol>
    <form class="field" method="post" action={`/rooms/${room.slug}/messages`}>
      <input type="hidden" name="key" value={crypto.randomUUID()} />
      <input type="hidden" name="reply" value={String(message.id)} />
      <textarea name="body" rows="6" dir="auto" required aria-label="Message"></textarea>
      <button class="button">Send</button>
    </form>
  </Card>
);

/** `refused`: what was written instead, and why it was not taken. */
type EditPageProps = PageOf & { refused?: { body: string; problem: string } };

export const EditPage = ({ site, room, message, refused }: EditPageProps) => (
  <Card site={site} room={room} title="Edit your message">
    <form class="field" method="post" action={`${messagePath(room.slug, message.id)}/edit`}>
      <Problem id="composer-error" sentence={refused?.problem} />
      <textarea
        name="body"
        rows="6"
        dir="auto"
        required={message.files === null}
        aria-label="Message"
        aria-describedby={refused && "composer-error"}
        safe
      >
        {`\n${refused?.body ?? message.body}`}
      </textarea>
      <button class="button">Save</button>
    </form>
  </Card>
);

type CardProps = { site: Site; room: Room; title: string; children: Children };

export const Card = ({ site, room, title, children }: CardProps) => (
  <Page site={site} title={title}>
    <main class="card-page">
      <div class="card max-w-[560px]">
        <h1 safe>{title}</h1>
        {children}
        <a class="button quiet" href={`/rooms/${room.slug}`} safe>
          {`Back to ${room.name}`}
        </a>
      </div>
    </main>
  </Page>
);
