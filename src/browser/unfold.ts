/** Long messages that the reader has unfolded stay so when their rows change. Loaded with the menu. */
import { scroller } from "./page.ts";
import { onLogChange } from "./row-at.ts";

/** The ids of the rows. */
const unfolded = new Set<string>();

export function rememberUnfolded(): void {
  scroller.addEventListener("change", ({ target }) => {
    const box = target as HTMLInputElement;
    const row = box.closest<HTMLElement>("#log > li");
    if (!row || !box.matches(".unfold > input")) return;
    if (!box.checked) return void unfolded.delete(row.id);
    unfolded.add(row.id);
    keepTop(row, box);
  });

  onLogChange(() => {
    for (const id of unfolded) {
      const box = document.getElementById(id)?.querySelector<HTMLInputElement>(".unfold > input");
      if (box) box.checked = true;
    }
  });
}

/** The log is laid out from its end: what grows would move up, away from where the reader goes on. */
function keepTop(row: HTMLElement, box: HTMLInputElement): void {
  const top = () => row.getBoundingClientRect().top;
  box.checked = false;
  const before = top();
  box.checked = true;
  scroller.scrollTop += top() - before;
}
