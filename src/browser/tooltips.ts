/** Tooltips that need a script: whole names, full times, and who chose a reaction. Loaded with the menu of messages. */
import { scroller } from "./page.ts";
import { request } from "./request.ts";
import { formatDateTime } from "./times.ts";

const FULL_DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;

export function openTooltips(): void {
  scroller.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "touch") describe(target);
  });
  describe([...scroller.querySelectorAll(":hover")].at(-1) ?? null); // the pointer's arrival loaded this script
}

function describe(target: EventTarget | null): void {
  if (!(target instanceof HTMLElement)) return;
  const time = target.closest("time");
  if (time) time.title ||= formatDateTime(time.dateTime, FULL_DAY);
  if (target.matches(".message > p > bdi")) target.title = target.textContent;
  const { edited } = target.dataset;
  if (edited) target.title ||= `Edited ${formatDateTime(edited, FULL_DAY)}`;
  const reaction = target.closest<HTMLButtonElement>(".reactions > button");
  if (reaction && !reaction.title) describeReaction(reaction);
}

/** Names those who chose a reaction. */
async function describeReaction(button: HTMLButtonElement): Promise<void> {
  button.title = "…";
  const names = await request(`${button.form?.action}?emoji=${button.value}`).catch(() => undefined);
  button.title = names?.textContent ?? "";
}
