/** The menu on one's own name: profile, notifications, appearance, account, and the way out. It opens without a script. */
import { Html } from "@elysiajs/html";

import { fixed } from "../views/html.ts";
import { At, Bell, Chevron, Door, Key, Person, Sliders } from "../views/icons.tsx";
import { NotificationSettings } from "./notifications.tsx";
import { SHORTCUTS_BUTTON } from "./shortcuts.tsx";

type MeProps = { id: "safe"; name: "safe"; avatar: "safe"; administration: "safe" };

export const Me = ({ id, name, avatar, administration }: MeProps) => (
  <>
    <button
      class="me"
      type="button"
      popovertarget="me-menu"
      aria-haspopup="dialog"
      title={name}
      data-author={id} /* the avatar follows the person's colour */
    >
      {avatar}
      <span>
        <bdi id="me">{name}</bdi>
        <small class="scripted">
          Notifications: <span class="notification-state">off</span>
        </small>
      </span>
      <Chevron />
    </button>
    <div id="me-menu" class="panel" popover role="dialog" aria-label="You and your settings">
      <a href="/mentions">
        <At /> Mentions
      </a>
      <a href="/profile">
        <Person /> Profile
      </a>
      <details class="scripted">
        <summary>
          <Bell /> Notifications <span class="notification-state">off</span>
        </summary>
        <NotificationSettings />
      </details>
      {/* Which one is chosen is said by the style sheet, which knows it from the page's first tag. */}
      <form id="appearance" class="appearance" method="post" action="/appearance" aria-labelledby="appearance-title">
        <span id="appearance-title">Appearance</span>
        <button name="appearance" value="system">
          System
        </button>
        <button name="appearance" value="light">
          Light
        </button>
        <button name="appearance" value="dark">
          Dark
        </button>
      </form>
      <a href="/account">
        <Sliders /> Account
      </a>
      {administration}
      {SHORTCUTS_BUTTON}
      <form id="log-out" method="post" action="/logout">
        <button>
          <Door /> Log out
        </button>
      </form>
    </div>
  </>
);

export const ADMINISTRATION = fixed(
  <a href="/admin">
    <Key /> Administration
  </a>,
);
