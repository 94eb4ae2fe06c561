/** Completes the name of an author in the search panel. */
import { byId, room } from "./page.ts";
import { request } from "./request.ts";

/** How long the reader pauses before names are asked for, in ms. */
const DEBOUNCE = 120;

export function completeAuthors(panel: HTMLElement): void {
  const input = panel.querySelector<HTMLInputElement>("[name=author]");
  const list = byId("authors");
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function show(prefix: string): Promise<void> {
    const found = await request(`/rooms/${room}/names?q=${encodeURIComponent(prefix)}`).catch(() => undefined); // it can be typed
    const others = [...(found?.querySelectorAll<HTMLElement>("[data-name]:not(#name-here)") ?? [])];
    const own = byId("me").textContent ?? "";
    const names = [own, ...others.map(({ dataset }) => dataset.name ?? "")];
    list.replaceChildren(...names.map((name) => new Option("", name)));
  }

  input?.addEventListener("focus", () => show(input.value));
  input?.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(show, DEBOUNCE, input.value);
  });
}
