/** What the keyboard can do, as a list that opens with `?`. */
import { Html } from "@elysiajs/html";

import { fixed } from "../views/html.ts";
import { Keyboard } from "../views/icons.tsx";

/** The keys, one after the other or at once, and what they do. */
type Shortcut = [keys: string[], what: string];

const WRITING: Shortcut[] = [
  [["Enter"], "Send"],
  [["Shift", "Enter"], "Begin a new line"],
  [["↑"], "Change your last message, while nothing is written"],
  [["@"], "Name somebody"],
];
const READING: Shortcut[] = [
  [["Shift", "Tab"], "From the message field to the messages"],
  [["↑", "↓"], "From message to message"],
  [["Enter"], "What to do with the message"],
];
const ANYWHERE: Shortcut[] = [
  [["Ctrl", "K"], "Search"],
  [["/"], "The same, while you are not writing"],
  [["?"], "This list, while you are not writing"],
  [["Esc"], "Close what is open"],
];

export const SHORTCUTS_BUTTON = fixed(
  <button
    class="icon shortcuts-button scripted"
    type="button"
    popovertarget="shortcuts"
    aria-keyshortcuts="?"
    aria-label="Keyboard shortcuts"
    title="Keyboard shortcuts (?)"
  >
    <Keyboard />
  </button>,
);

const Shortcuts = ({ title, shortcuts }: { title: string; shortcuts: Shortcut[] }) => (
  <section>
    <h3 safe>{title}</h3>
    <dl>
      {shortcuts.map(([keys, what]) => (
        <div>
          <dt>
            {keys.map((key) => (
              <kbd safe>{key}</kbd>
            ))}
          </dt>
          <dd safe>{what}</dd>
        </div>
      ))}
    </dl>
  </section>
);

export const SHORTCUTS = fixed(
  <dialog id="shortcuts" class="shortcuts" popover aria-labelledby="shortcuts-title">
    <h2 id="shortcuts-title">Keyboard shortcuts</h2>
    <Shortcuts title="While you write" shortcuts={WRITING} />
    <Shortcuts title="In the messages" shortcuts={READING} />
    <Shortcuts title="Anywhere" shortcuts={ANYWHERE} />
  </dialog>,
);
