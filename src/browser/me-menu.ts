/** The menu on one's own name. Loaded when it opens, or at once where notifications are on. */
import { UNREACHABLE } from "./problem.ts";
import { showStatusBriefly } from "./status.ts";

export { notifyOf } from "./notifications.ts";

/** How long the answer may take, in ms. */
const TIMEOUT = 15_000;

const SYSTEM = "system";

document.querySelector<HTMLFormElement>("#appearance")?.addEventListener("submit", choose);

/** Changes the appearance where one is, without loading the page anew. The server keeps it for the pages to come. */
async function choose(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const { value } = event.submitter as HTMLButtonElement;
  const before = document.documentElement.dataset.appearance ?? SYSTEM;
  show(value);
  if (await keep(value)) return;
  show(before);
  showStatusBriefly(UNREACHABLE);
}

async function keep(appearance: string): Promise<boolean> {
  const body = new URLSearchParams({ appearance });
  const options = { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout?.(TIMEOUT) } as const;
  const response = await fetch("/appearance", options).catch(() => undefined);
  return response?.type === "opaqueredirect"; // the page it would lead to is this one
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
