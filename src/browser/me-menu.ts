/** The menu on one's own name. Loaded when it opens, or at once where notifications are on. */
import { request } from "./request.ts";
import { showStatusBriefly } from "./status.ts";

export { notifyOf } from "./notifications.ts";

const SYSTEM = "system";

document.querySelector<HTMLFormElement>("#appearance")?.addEventListener("submit", choose);

/** Changes the appearance where one is, without loading the page anew. The server keeps it for the pages to come. */
async function choose(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const { value } = event.submitter as HTMLButtonElement;
  const before = document.documentElement.dataset.appearance ?? SYSTEM;
  show(value);
  await request("/appearance", { appearance: value }).catch(({ message }: Error) => {
    show(before);
    showStatusBriefly(message);
  });
}

function show(appearance: string): void {
  const root = document.documentElement;
  if (appearance === SYSTEM) delete root.dataset.appearance;
  else root.dataset.appearance = appearance;
  ["light", "dark"].forEach((scheme, index) => {
    const colour = document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")[index];
    if (!colour) return;
    if (appearance === SYSTEM) colour.media = `(prefers-color-scheme: ${scheme})`;
    else colour.media = appearance === scheme ? "all" : "not all";
  });
}
