import { me, scroller } from "./page.ts";
/** Who chose a reaction: the pointer learns the names, and whoever comes by keyboard, whether it is their own, too. */
import { request } from "./request.ts";

const reactionAt = (target: EventTarget | null) => (target as Element).closest<HTMLButtonElement>("[data-by]");

export function describeReactions(): void {
  scroller.addEventListener("pointerover", async ({ target, pointerType }) => {
    const button = reactionAt(target);
    if (!button?.form || button.title || pointerType === "touch") return;
    button.title = "…";
    const names = await request(`${button.form.action}?emoji=${button.value}`).catch(() => undefined);
    button.title = names?.textContent ?? "";
  });
  scroller.addEventListener("focusin", ({ target }) => {
    const button = reactionAt(target);
    if (button) button.ariaPressed = String(button.dataset.by?.split(" ").includes(me));
  });
}
