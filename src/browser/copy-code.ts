/**
 * Code can be copied: one button goes to the block that is pointed at or focused. Over plain http there is none. A script
 * of its own, which the page loads when the reader comes to a block.
 */
import { byId, scroller } from "./page.ts";

const button = byId("copy");

if (navigator.clipboard) {
  for (const block of document.querySelectorAll("pre:hover, pre:focus-within")) offer(block);
  for (const name of ["pointerover", "focusin"]) {
    scroller.addEventListener(name, ({ target }) => offer(target as Element));
  }
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement?.textContent ?? "");
    button.ariaLabel = "Copied";
  });
}

function offer(element: Element): void {
  const block = element.closest("pre");
  if (!block || button.contains(element)) return;
  if (block !== button.parentElement) block.append(button);
  button.ariaLabel = "Copy";
}
