/** Requests whose answer a script uses, and what became of them or of those of htmx: a fragment, or a sentence that says what went wrong. */
import { room } from "./page.ts";
import { parseHtml } from "./parse-html.ts";
import { problemIn, UNREACHABLE } from "./problem.ts";

/** How long an answer may take, in ms. */
const TIMEOUT = 15_000;

/** The address of a message, or of something to do with it: `12`, `12/edit`. */
export const messagePath = (message: number | string): string => `/rooms/${room}/messages/${message}`;

/** A link to a message of this room, and to nothing below it. */
export const MESSAGE_LINK = new RegExp(`^${location.origin}${messagePath("\\d+")}$`);

/**
 * Asks for a fragment, or sends a form.
 * @throws Error whose message is for the reader
 */
export async function request(path: string, form?: Record<string, string>): Promise<DocumentFragment> {
  const response = await fetch(path, {
    method: form ? "POST" : "GET",
    headers: { "HX-Request": "true" },
    body: form && new URLSearchParams(form),
    signal: AbortSignal.timeout?.(TIMEOUT),
  }).catch(() => undefined);
  const html = (await response?.text()) ?? "";
  if (!response?.ok) {
    if (response?.status === 401) location.assign(response.headers.get("HX-Redirect") ?? "/login");
    throw new Error(problemIn(html) ?? UNREACHABLE);
  }
  return parseHtml(html);
}

/** Calls back with a sentence when a request that htmx made below an element fails. */
export function onRequestError(element: HTMLElement, listener: (problem: string, event: Event) => void): void {
  for (const name of ["htmx:error", "htmx:response:error"]) {
    element.addEventListener(name, (event) => {
      const { ctx } = (event as CustomEvent<{ ctx?: { text?: string } }>).detail;
      listener(problemIn(ctx?.text ?? "") ?? UNREACHABLE, event);
    });
  }
}
