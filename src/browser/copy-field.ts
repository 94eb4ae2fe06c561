/** Buttons that copy a field: `data-copy` has its id. Over plain http, too, where there is no clipboard to write to. */
export function copyOnClick(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const field = document.querySelector<HTMLInputElement>(`#${button.dataset.copy}`);
    if (!field) continue;
    const label = button.textContent;
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", () => {
      field.select();
      const copied = document.execCommand("copy");
      button.focus();
      button.textContent = copied ? "Copied" : "Press Ctrl+C";
      if (!copied) field.select();
      setTimeout(() => (button.textContent = label), 3_000);
    });
  }
}
