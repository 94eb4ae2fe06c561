/** What one can do with a message: as a menu in the room, or as pages of their own. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { messagePath } from "../rooms/row.tsx";
import type { Message, Room } from "../rooms/store.ts";
import { attribute, trusted } from "../views/html.ts";
import { Cross } from "../views/icons.tsx";
import { Page, type Site } from "../views/layout.tsx";

/** What the reader may do with a message besides what everybody may. */
export type May = { edit: boolean; delete: boolean };

type Of = { room: Room; message: Message };

/**
 * Links and forms, which work by themselves; in the room the page's script carries out those with a `data-act` in
 * place, and copying, which only it can do.
 */
export const Menu = ({ room, message, may, inPage }: Of & { may: May; inPage?: boolean }) => (
  <menu class="actions">
    {!inPage && (
      <>
        <li>
          <button type="button" data-act="copy">
            Copy text
          </button>
        </li>
        <li>
          <button type="button" data-act="link">
            Copy link
          </button>
        </li>
      </>
    )}
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
          <form method="post" action={`${messagePath(room.slug, message.id)}/delete`}>
            <button class="bad">Delete it for everyone</button>
          </form>
        </details>
      </li>
    )}
  </menu>
);

type PageOf = Of & { site: Site };

/** @param row the rendered message */
export const MenuPage = ({ site, room, message, may, row }: PageOf & { may: May; row: string }) => (
  <Card site={site} room={room} title="A message">
    <ol>{trusted(row)}</ol>
    <Menu room={room} message={message} may={may} inPage />
  </Card>
);

/** What the composer is for while one changes a message, above the text. The page's script puts it there. */
export const EditBar = ({ room, message }: Of) => (
  <div id="purpose" class="purpose" data-source={attribute(message.body)}>
    <span>Editing your message</span>
    <a class="icon" href={`/rooms/${room.slug}`} aria-label="Cancel" title="Cancel (Escape)">
      <Cross />
    </a>
  </div>
);

/** @param refused what was written instead, and why it was not taken */
export const EditPage = ({
  site,
  room,
  message,
  refused,
}: PageOf & { refused?: { body: string; problem: string } }) => (
  <Card site={site} room={room} title="Edit your message">
    <form class="field" method="post" action={`${messagePath(room.slug, message.id)}/edit`}>
      {refused !== undefined && (
        <p id="refused" class="problem" role="alert" safe>
          {refused.problem}
        </p>
      )}
      <textarea
        name="body"
        rows="6"
        dir="auto"
        required
        aria-label="Message"
        aria-describedby={refused && "refused"}
        safe
      >
        {`\n${refused?.body ?? message.body}`}
      </textarea>
      <button class="button">Save</button>
    </form>
  </Card>
);

type CardProps = { site: Site; room: Room; title: string; children: Children };

const Card = ({ site, room, title, children }: CardProps) => (
  <Page site={site} title={title}>
    <main class="door">
      <div class="card wide">
        <h1 safe>{title}</h1>
        {children}
        <a class="button quiet" href={`/rooms/${room.slug}`} safe>
          {`Back to ${room.name}`}
        </a>
      </div>
    </main>
  </Page>
);
