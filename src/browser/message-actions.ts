/** What the toolbar and the menu have in common. */
import { markRow } from "./mark-row.ts";
import { UNREACHABLE } from "./problem.ts";
import { react } from "./react.ts";
import { showStatusBriefly } from "./status.ts";

/** Opens the emoji beside something, and reacts to a message with the chosen one. */
export function pickReaction(message: string, beside: DOMRect): void {
  import("./emoji-picker.ts").then(
    ({ openPicker }) => {
      markRow("emoji", message);
      openPicker(beside, (emoji) => react(message, emoji));
    },
    () => showStatusBriefly(UNREACHABLE),
  );
}
