/** Code can be copied: one button goes to the block that is pointed at or focused. Over plain http there is no clipboard, and no button. */
import { part, scroller } from "./page.ts";

/** How long the button says that it is done, in ms. */
const DONE = 2_000;

export function offerCopy(): void {
  const button = part<HTMLTemplateElement>("copy").content.querySelector("button");
  if (!button || !navigator.clipboard) return;

  const say = (label: string) => button.setAttribute("aria-label", label);
  const offer = ({ target }: Event) => {
    const block = (target as Element).closest("pre");
    if (!block || block === button.parentElement) return;
    say("Copy");
    block.append(button);
  };
  scroller.addEventListener("pointerover", offer);
  scroller.addEventListener("focusin", offer);

  button.addEventListener("click", async () => {
    const code = button.parentElement?.querySelector("code");
    if (!code) return;
    try {
      await navigator.clipboard.writeText(code.textContent);
      say("Copied");
      setTimeout(say, DONE, "Copy");
    } catch {
      getSelection()?.selectAllChildren(code); // not allowed: the reader's own keys will do
    }
  });
}
