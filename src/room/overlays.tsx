/** What opens over a room, and what says that something is wrong. */
import { Html } from "@elysiajs/html";

import { fixed } from "../views/html.ts";
import { Check, Cross, Sheets } from "../views/icons.tsx";
import { TOOLBAR } from "./toolbar.tsx";

/** What opens over the room. The server fills menu and card when they open; the toolbar and the button move to where the reader is. */
export const OVERLAYS = fixed(
  <>
    {TOOLBAR}
    <button id="copy" class="icon" type="button" aria-label="Copy">
      <Sheets />
      <Check />
    </button>
    <dialog id="menu" class="menu" aria-label="Message actions" hx-sync="this:replace"></dialog>
    <div id="card" class="card person" popover role="dialog" tabindex="-1" aria-label="Profile">
      <button class="icon close" type="button" popovertarget="card" popovertargetaction="hide" aria-label="Close">
        <Cross />
      </button>
      <div id="profile" class="contents" hx-sync="this:replace"></div>
    </div>
    <dialog id="log-out-dialog" class="confirm" aria-labelledby="log-out-question">
      <form method="dialog">
        <p id="log-out-question"></p>
        <menu>
          <button class="button quiet">Cancel</button>
          <button class="button" value="log-out">
            Log out
          </button>
        </menu>
      </form>
    </dialog>
  </>,
);

/** What is wrong: with the connection, as long as `#live` is marked as lost, or with what the reader did. */
export const Notices = ({ notice }: { notice: "safe" }) => (
  <div class="notices" role="status">
    <p id="outage" class="pill">
      Reconnecting…{" "}
      <button id="try-now" type="button">
        Try now
      </button>
    </p>
    <p id="connection" class="pill">
      {notice}
    </p>
  </div>
);
