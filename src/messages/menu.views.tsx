/** What one can do with a message: as a menu in the room, or as a page of its own. */
import { Html } from "@elysiajs/html";

import { attribute, trusted } from "../views/html.ts";
import { Plus } from "../views/icons.tsx";
import type { Site } from "../views/layout.tsx";
import { FREQUENT } from "./reactions.ts";
import { messagePath } from "./row.tsx";
import { Card, type Of } from "./views.tsx";

/** What the reader may do with a message besides what everybody may. */
export type May = { edit: boolean; delete: boolean };

/** Who chose an emoji: some names, and how many people besides. */
export type ReactedProps = { emoji: string; names: string[]; more: number; own?: boolean };

type MenuProps = Of & {
  may: May;
  reacted: ReactedProps[];
  /** Offers what needs a script, too. */
  scripted?: boolean;
};

/**
 * Links and forms, which work without a script. In the room the page's script carries out what has a `data-act` and sends
 * the reactions; htmx sends the other forms.
 */
export const Menu = ({ room, message, may, reacted, scripted = false }: MenuProps) => (
  <menu class="actions">
    <OwnChoices reacted={reacted} path={`${messagePath(room.slug, message.id)}/reactions/remove`} />
    <li>
      <form class="react" method="post" action={`${messagePath(room.slug, message.id)}/reactions`}>
        {FREQUENT.filter((emoji) => !isOwn(reacted, emoji)).map((emoji) => (
          <button name="emoji" value={emoji} safe>
            {emoji}
          </button>
        ))}
        {scripted && (
          <button class="more-emoji" type="button" data-act="emoji" aria-label="More emoji" title="More emoji">
            <Plus />
          </button>
        )}
      </form>
    </li>
    <li>
      <a href={`${messagePath(room.slug, message.id)}/reply`} data-act="reply">
        Reply
      </a>
    </li>
    {scripted && (
      <>
        {message.body !== "" && <Act act="copy" label="Copy text" />}
        <Act act="link" label="Copy link" />
      </>
    )}
    <li>
      <form method="post" action={`/rooms/${room.slug}/unread`}>
        <input type="hidden" name="id" value={String(message.id)} />
        <button data-act="unread">Mark unread from here</button>
      </form>
    </li>
    <li>
      <a href={`/people/${message.author}`}>
        About <bdi safe>{message.authorName}</bdi>
      </a>
    </li>
    {may.edit && (
      <li>
        <a href={`${messagePath(room.slug, message.id)}/edit`} data-act="edit">
          Edit
        </a>
      </li>
    )}
    {may.delete && (
      <li>
        <details>
          <summary>Delete</summary>
          <form {...post(`${messagePath(room.slug, message.id)}/delete`)}>
            <button class="danger">Delete it for everyone</button>
          </form>
        </details>
      </li>
    )}
    {reacted.map((reaction) => (
      <li class="reacted">
        <Reacted {...reaction} />
      </li>
    ))}
  </menu>
);

/** An action in a menu that the page's script carries out. */
export const Act = ({ act, label }: { act: string; label: string }) => (
  <li>
    <button type="button" data-act={act} safe>
      {label}
    </button>
  </li>
);

/** The reactions that the reader has chosen, each to be taken back. */
const OwnChoices = ({ reacted, path }: { reacted: ReactedProps[]; path: string }) => {
  const own = reacted.filter(({ emoji }) => isOwn(reacted, emoji));
  if (own.length === 0) return <></>;
  return (
    <li>
      <form class="react" method="post" action={path} aria-label="Your reactions">
        {own.map(({ emoji }) => (
          <button name="emoji" value={attribute(emoji)} aria-pressed="true" title="Remove your reaction" safe>
            {emoji}
          </button>
        ))}
      </form>
    </li>
  );
};

const isOwn = (reacted: ReactedProps[], emoji: string): boolean =>
  reacted.some((reaction) => reaction.emoji === emoji && reaction.own === true);

/** A form that posts by itself, and by htmx in the room; the row that changes comes over the socket. */
const post = (path: string) => ({ method: "post", action: path, "hx-post": path, "hx-swap": "none" });

/** Who chose an emoji, in words. */
export const Reacted = ({ emoji, names, more }: ReactedProps) => {
  const people = names.map((name) => `<bdi>${Bun.escapeHTML(name)}</bdi>`).join(", ");
  return <span>{trusted(`${Bun.escapeHTML(emoji)} ${people}${more > 0 ? ` and ${more} more` : ""}`)}</span>;
};

/** @param row the rendered message */
export const MenuPage = ({ site, row, ...props }: MenuProps & { site: Site; row: string }) => (
  <Card site={site} room={props.room} title="A message">
    <ol>{trusted(row)}</ol>
    <Menu {...props} />
  </Card>
);
