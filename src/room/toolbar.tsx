/** What one does most with a message, in one movement: the bar is at the end of the row under the pointer or in focus. */
import { Html } from "@elysiajs/html";

import { FREQUENT } from "../messages/reactions.ts";
import { fixed } from "../views/html.ts";
import { Dots, ReplyArrow, Smile } from "../views/icons.tsx";

/** Reactions at hand. The page's script puts those in their place that the reader used lately. */
const AT_HAND = 3;

/** There is one, which the page's script moves: rows stay small. Without a script the page of a message has all of this. */
export const TOOLBAR = fixed(
  <span id="toolbar" role="toolbar" aria-label="Message actions" hidden>
    <span>
      {FREQUENT.slice(0, AT_HAND).map((emoji) => (
        <button type="button" value={emoji} safe>
          {emoji}
        </button>
      ))}
      <button type="button" data-act="emoji" aria-haspopup="dialog" aria-label="Add a reaction" title="Add a reaction">
        <Smile />
      </button>
      <i></i>
      <button type="button" data-act="reply" aria-label="Reply" title="Reply">
        <ReplyArrow />
      </button>
      <button
        id="menu-button"
        type="button"
        data-act="menu"
        aria-haspopup="dialog"
        aria-label="More actions"
        title="More actions"
      >
        <Dots />
      </button>
    </span>
  </span>,
);
