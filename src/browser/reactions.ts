/** Reactions under the messages. The rows are the same for everybody; what is the reader's own is found out here. */
import { ask } from "./ask.ts";
import { sayBriefly } from "./notice.ts";
import { me, scroller } from "./page.ts";

/** The style of a reaction that the reader chose, too. */
export const OWN_REACTION = `[data-by~="${Number(me)}"] { border-color: var(--color-lamp); background: var(--color-glow) }`;

const reactionAt = (target: EventTarget | null) => (target as Element).closest<HTMLButtonElement>("[data-by]");

/** A click chooses one or takes it back; the pointer learns who else did, and whoever comes by keyboard, whether they did. */
export function openReactions(): void {
  scroller.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    ask(form.action, new FormData(form, event.submitter)).catch(({ message }: Error) => sayBriefly(message));
  });
  scroller.addEventListener("pointerover", async ({ target, pointerType }) => {
    const button = reactionAt(target);
    if (!button?.form || button.title || pointerType === "touch") return;
    button.title = "…";
    const names = await ask(`${button.form.action}?emoji=${button.value}`).catch(() => undefined);
    button.title = names?.textContent ?? "";
  });
  scroller.addEventListener("focusin", ({ target }) => {
    const button = reactionAt(target);
    if (button) button.ariaPressed = String(button.dataset.by?.split(" ").includes(me));
  });
}
