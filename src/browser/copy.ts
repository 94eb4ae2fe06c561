/** Code can be copied: one button goes to the block that is pointed at or focused. Over plain http there is none. */
import { part, scroller } from "./page.ts";

export function offerCopy(): void {
  const button = part("copy");
  const offer = ({ target }: Event) => {
    const block = (target as Element).closest("pre");
    if (!block || !navigator.clipboard || button.contains(target as Node)) return;
    if (block !== button.parentElement) block.append(button);
    button.ariaLabel = "Copy";
  };
  scroller.addEventListener("pointerover", offer);
  scroller.addEventListener("focusin", offer);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement?.textContent ?? "");
    button.ariaLabel = "Copied";
  });
}
