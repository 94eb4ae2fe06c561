/** A click on a name shows that person's card over the room; the link alone leads to the same on a page. */
import { part } from "./page.ts";

const card = part("card");

export function openCards(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const path = event.ctrlKey || event.metaKey || event.shiftKey ? undefined : pathAt(target);
    if (!path) return;
    event.preventDefault();
    target.closest("dialog")?.close(); // a menu would stand before it
    show(path);
  });
}

/** The address of the person whose name or face is there. */
function pathAt(target: Element): string | undefined {
  const link = target.closest<HTMLAnchorElement>('a[href^="/people/"]');
  if (link) return link.pathname;
  const row = target.closest<HTMLElement>("#log p > bdi, #log .face")?.closest<HTMLElement>("[data-author]");
  return row ? `/people/${row.dataset.author}` : undefined;
}

async function show(path: string): Promise<void> {
  const answer = await fetch(path, { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer) return; // the line about the connection says why
  if (!answer.ok) return location.assign(path);
  card.innerHTML = await answer.text();
  card.showPopover();
}

/** Somebody has chosen another colour. */
export function recolour([id, hue]: [id: number, hue: number]): void {
  for (const face of document.querySelectorAll(`[data-author="${id}"] > .face`)) face.className = `face hue-${hue}`;
}
