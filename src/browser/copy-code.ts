/**
 * The button that copies a block of code. There is one, which moves to the block under the pointer or in focus. Loaded when
 * the reader comes to a block.
 */
import { copyText } from "./copy.ts";
import { byId, scroller } from "./page.ts";

const button = byId("copy");

for (const block of document.querySelectorAll("pre:hover, pre:focus-within")) moveButton(block);
for (const name of ["pointerover", "focusin"]) {
  scroller.addEventListener(name, ({ target }) => moveButton(target as Element));
}
button.addEventListener("click", async () => {
  if (await copyText(button.parentElement?.textContent ?? "")) button.setAttribute("aria-label", "Copied");
});

function moveButton(element: Element): void {
  const block = element.closest("pre");
  if (!block || button.contains(element)) return;
  if (block !== button.parentElement) block.append(button);
  button.setAttribute("aria-label", "Copy");
}
