/** What marks do to a text: a small panel at the composer, in which they are put around what is selected. */
import { Html } from "@elysiajs/html";

import { fixed } from "../views/html.ts";

/** A mark by its name in the script: what it is called, how it is written, and its keys. */
type Mark = [mark: string, name: "safe", written: string, keys: string];

const MARKS: Mark[] = [
  ["bold", fixed(<b>Bold</b>), "**bold**", "Ctrl B"],
  ["italic", fixed(<i>Italic</i>), "_italic_", "Ctrl I"],
  ["code", fixed(<code>Code</code>), "`code`", "Ctrl E"],
  ["quote", fixed(<span>Quote</span>), "> quote", "Ctrl Shift 9"],
  ["link", fixed(<u>Link</u>), "[name](address)", "Ctrl K"],
];

/** Without a script it only explains: the buttons are enabled by theirs. */
export const FORMATTING = fixed(
  <details id="formatting" class="formatting">
    <summary class="icon" aria-label="Formatting" title="Formatting">
      Aa
    </summary>
    <fieldset disabled aria-label="Formatting">
      {MARKS.map(([mark, name, written, keys]) => (
        <button type="button" data-mark={mark}>
          <span>{name}</span>
          <samp safe>{written}</samp>
          <kbd safe>{keys}</kbd>
        </button>
      ))}
      <p>
        Also <samp>~~struck~~</samp>, lists after <samp>-</samp> or <samp>1.</samp>, and code between lines of{" "}
        <samp>```</samp>.
      </p>
    </fieldset>
  </details>,
);
