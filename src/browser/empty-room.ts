/** What an empty room says, which goes when there is a message, sent or still on its way. */
import { scroller } from "./page.ts";
import { onLogChange } from "./row-at.ts";

export function watchEmptyRoom(): void {
  const empty = scroller.querySelector(".empty");
  if (!empty) return;
  const update = () => void empty.classList.toggle("empty", !empty.querySelector(".message"));
  onLogChange(update);
  update();
}
