/** The list of keyboard shortcuts, which opens with `?`. */
import { Html } from "@elysiajs/html";

import { fixed } from "../views/html.ts";
import { Keyboard } from "../views/icons.tsx";

/** Alternative or combined keys, and what they do. */
type Shortcut = [keys: string[], what: string];

const WRITING: Shortcut[] = [
  [["Enter"], "Send"],
  [["Shift", "Enter"], "New line"],
  [["↑"], "Edit your last message (when the field is empty)"],
  [["@"], "Mention someone"],
  [[":"], "Find an emoji"],
];
const FORMATTING: Shortcut[] = [
  [["Ctrl", "B"], "Bold"],
  [["Ctrl", "I"], "Italic"],
  [["Ctrl", "E"], "Code"],
  [["Ctrl", "Shift", "9"], "Quote"],
  [["Ctrl", "K"], "Link"],
];
const READING: Shortcut[] = [
  [["Shift", "Tab"], "Go from the message field to the messages"],
  [["↑", "↓"], "Go from message to message"],
  [["Home", "End"], "First and last message"],
  [["Enter"], "Message actions"],
  [["Tab"], "Links, pictures, reactions and actions of the message"],
  [["←", "→"], "Previous and next picture (when one is open)"],
  [["+", "−"], "Look at it closer, and from further away"],
];
const ANYWHERE: Shortcut[] = [
  [["Ctrl", "K"], "Find a room, a person or a message"],
  [["Alt", "↑", "↓"], "Previous and next room"],
  [["Alt", "Shift", "↑", "↓"], "Previous and next unread room"],
  [["/"], "Search messages (when you are not writing)"],
  [["?"], "This list (when you are not writing)"],
  [["Esc"], "Close"],
];

export const SHORTCUTS_BUTTON = fixed(
  <button class="shortcuts-button scripted" type="button" popovertarget="shortcuts" aria-keyshortcuts="?">
    <Keyboard /> Keyboard shortcuts <kbd>?</kbd>
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
    <Shortcuts title="Writing" shortcuts={WRITING} />
    <Shortcuts title="Text that is selected" shortcuts={FORMATTING} />
    <Shortcuts title="Reading" shortcuts={READING} />
    <Shortcuts title="Anywhere" shortcuts={ANYWHERE} />
  </dialog>,
);
