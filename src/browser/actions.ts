/** What one does with messages: the toolbar, the menu, keys and fingers. Loaded when the reader comes to the log. */
import { listenForCopy } from "./copy-messages.ts";
import { guard } from "./guard.ts";
import { hasTouch } from "./keyboard.ts";
import { styled } from "./later-style.ts";
import { listenForKeys } from "./log-keys.ts";
import { pickReaction } from "./message-actions.ts";
import { scroller } from "./page.ts";
import { rowAt } from "./row-at.ts";
import { openToolbar } from "./toolbar.ts";
import { openTooltips } from "./tooltips.ts";
import { addMoreButtons, listenForLongPress } from "./touch-actions.ts";
import { rememberUnfolded } from "./unfold.ts";

for (const start of [
  () => styled.then(guard(() => openToolbar(scroller.querySelector(".message:hover")))),
  openTooltips,
  listenForCopy,
  rememberUnfolded,
  listenForKeys,
  listenForLongPress,
  () => hasTouch() && styled.then(guard(addMoreButtons)), // without their style they would move the rows
]) {
  guard(start)();
}

scroller.addEventListener("click", (event) => {
  const button = (event.target as Element).closest(".reactions > .add");
  const message = rowAt(button)?.dataset.id;
  if (!button || !message) return;
  event.preventDefault();
  pickReaction(message, button.getBoundingClientRect());
});
