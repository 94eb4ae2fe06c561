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
        {SUBTITLE}
      </span>
      <Chevron />
    </button>
    <div id="me-menu" class="panel" popover role="dialog" aria-label="You and your settings">
      {MENTIONS}
      {PROFILE}
      {NOTIFICATIONS}
      {APPEARANCE}
      {ACCOUNT}
      {administration}
      {SHORTCUTS_BUTTON}
      {LOG_OUT}
    </div>
  </>
);

const SUBTITLE = fixed(
  <small class="scripted">
    Notifications: <span class="notification-state">off</span>
  </small>,
);

const MENTIONS = fixed(
  <a href="/mentions">
    <At /> Mentions
  </a>,
);

const PROFILE = fixed(
  <a href="/profile">
    <Person /> Profile
  </a>,
);

const NOTIFICATIONS = fixed(
  <details class="scripted">
    <summary>
      <Bell /> Notifications <span class="notification-state">off</span>
    </summary>
    <NotificationSettings />
  </details>,
);

/** Which one is chosen is said by the style sheet, which knows it from the page's first tag. */
const APPEARANCE = fixed(
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
  </form>,
);

const ACCOUNT = fixed(
  <a href="/account">
    <Sliders /> Account
  </a>,
);

export const ADMINISTRATION = fixed(
  <a href="/admin">
    <Key /> Administration
  </a>,
);

const LOG_OUT = fixed(
  <form id="log-out" method="post" action="/logout">
    <button>
      <Door /> Log out
    </button>
  </form>,
);
