/** The list of all emoji by groups: made once by the build, loaded by the menu when somebody wants more than a few. */
import { Html } from "@elysiajs/html";
import groups from "unicode-emoji-json/data-by-group.json";

import { attribute, render } from "../views/html.ts";
import { isEmoji } from "./reactions.ts";

export const emojiList = (): string =>
  render(
    <div class="emoji">
      <input type="search" placeholder="Search by name" aria-label="Search emoji by name" />
      {groups.map(({ name, emojis }) => (
        <section>
          <h3 safe>{name}</h3>
          {emojis
            .filter(({ emoji }) => isEmoji(emoji))
            .map(({ emoji, name }) => (
              <button name="emoji" value={attribute(emoji)} title={attribute(name)} safe>
                {emoji}
              </button>
            ))}
        </section>
      ))}
    </div>,
  );
