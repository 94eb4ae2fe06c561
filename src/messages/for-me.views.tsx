/** All that was for a reader as a page: each a line that leads to its place. */
import { Html } from "@elysiajs/html";

import type { Room } from "../rooms/store.ts";
import { Avatar } from "../users/avatar.tsx";
import { ago } from "../views/ago.ts";
import { Button, type Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";
import type { ForMe } from "./for-me.store.ts";
import { summaryOf } from "./quotes.tsx";
import { messagePath } from "./row.tsx";

/** Characters of a message that its line shows. */
const SHOWN = 280;

type MentionsPageProps = {
  site: Site;
  /** The room to go back to. */
  back: string;
  /** Each with its room as the reader sees it. */
  messages: (ForMe & { in: Room })[];
  now: number;
  /** The address of those before. */
  next?: string;
  /** There are newer ones on a page before. */
  goesOn: boolean;
};

export const MentionsPage = ({ site, back, messages, now, next, goesOn }: MentionsPageProps) => (
  <Sheet site={site} title="Mentions" back={back}>
    <section aria-label="Mentions and replies">
      {messages.length === 0 ? (
        <p>
          {goesOn
            ? "That is all."
            : "Nothing yet. When somebody mentions you or replies to you, in any room, you will find it here."}
        </p>
      ) : (
        <ol class="hits for-me">
          {messages.map((message) => (
            <Line message={message} now={now} />
          ))}
        </ol>
      )}
      {next !== undefined && (
        <p>
          <Button href={next} label="Earlier" quiet />
        </p>
      )}
    </section>
  </Sheet>
);

const Line = ({ message, now }: { message: MentionsPageProps["messages"][number]; now: number }) => (
  <li>
    <a class="hit" href={messagePath(message.in.slug, message.id)}>
      <Avatar id={message.author} name={message.authorName} hue={message.authorHue} picture={message.authorPicture} />
      <p>
        <bdi safe>{message.authorName}</bdi>{" "}
        <span dir="auto" safe>
          {placeOf(message)}
        </span>{" "}
        <time datetime={new Date(message.at).toISOString()} safe>
          {ago(message.at, now)}
        </time>
      </p>
      <div dir="auto" hx-ignore safe>
        {summaryOf(message, SHOWN)}
      </div>
    </a>
  </li>
);

/** A direct room with one other person is called as its author is. */
const placeOf = ({ authorName, in: { kind, name } }: MentionsPageProps["messages"][number]): string =>
  kind === "direct" && name === authorName ? "Direct message" : name;
