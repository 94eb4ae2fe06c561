/** Completes the name of an author in the search panel. */
import { byId, room } from "./page.ts";
import { request } from "./request.ts";

/** How long the reader pauses before names are asked for, in ms. */
const DEBOUNCE = 120;

/** A name that is only begun is not searched for: that there is nobody of it would be no news. */
export function completeAuthors(panel: HTMLElement): void {
  const input = panel.querySelector<HTMLInputElement>("[name=author]");
  if (!input) return;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let isComplete = false;

  function search(): void {
    isComplete = true;
    input?.dispatchEvent(new Event("input", { bubbles: true }));
    isComplete = false;
  }

  async function complete(): Promise<void> {
    const typed = input?.value.toLowerCase() ?? "";
    const names = (await offer(typed)).map((name) => name.toLowerCase());
    if (input?.value.toLowerCase() !== typed) return;
    if (names.includes(typed) || !names.some((name) => name.startsWith(typed))) search();
  }

  input.addEventListener("focus", () => void offer(input.value));
  input.addEventListener("change", search);
  input.addEventListener("input", (event) => {
    if (isComplete || !input.value) return;
    event.stopPropagation();
    clearTimeout(pause);
    pause = setTimeout(complete, DEBOUNCE);
  });
}

/** Puts the names that begin so into the list of the field, the reader's own first, and returns them. */
async function offer(prefix: string): Promise<string[]> {
  const found = await request(`/rooms/${room}/names?q=${encodeURIComponent(prefix)}`).catch(() => undefined);
  const others = [...(found?.querySelectorAll<HTMLElement>("[data-name]:not(#name-here)") ?? [])];
  const names = [byId("me").textContent ?? "", ...others.map(({ dataset }) => dataset.name ?? "")];
  byId("authors").replaceChildren(...names.map((name) => new Option("", name)));
  return names;
}
