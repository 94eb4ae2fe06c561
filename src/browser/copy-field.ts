/** Buttons that copy a field: `data-copy` has its id. */
import { copyText } from "./copy.ts";

/** How long a button says that it has copied, in ms. */
const SAID = 3_000;

export function copyOnClick(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const field = document.querySelector<HTMLInputElement>(`#${button.dataset.copy}`);
    if (!field) continue;
    const label = button.textContent;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      const copied = await copyText(field.value);
      if (!copied) field.focus(); // what is selected can be copied by hand
      button.textContent = copied ? "Copied" : label;
      setTimeout(() => (button.textContent = label), SAID);
    });
  }
}
