/** The emoji button of the composer. Loaded with the first click on it. */
import { field } from "./composer.ts";
import { openPicker } from "./emoji-picker.ts";
import { insertText } from "./insert-text.ts";
import { isTouchOnly } from "./keyboard.ts";
import { byId } from "./page.ts";
import { recentEmoji } from "./recent.ts";

const button = byId("emoji-button");

button.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus

/** Lets the writer choose an emoji, and puts it where the caret is. */
export function insertEmoji(): void {
  openPicker(button.getBoundingClientRect(), (emoji) => {
    const { selectionStart, selectionEnd } = field;
    recentEmoji.note(emoji);
    if (!isTouchOnly()) return insertText(field, emoji, selectionStart, selectionEnd);
    field.setRangeText(emoji, selectionStart, selectionEnd, "end"); // the focus would bring the keyboard
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
