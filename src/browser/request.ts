/** Small questions to the server, each with a definite answer: a fragment, or a sentence that says what went wrong. */
import { room } from "./page.ts";

/** How long an answer may take, in ms. */
const TIMEOUT = 15_000;

/** The address of a message, or of what can be done with it: `12`, `12/edit`. */
export const messagePath = (message: number | string): string => `/rooms/${room}/messages/${message}`;

/**
 * Asks for a fragment, or sends a form.
 * @throws Error whose message is for the person
 */
export async function request(address: string, form?: FormData | Record<string, string>): Promise<DocumentFragment> {
  const answer = await fetch(address, {
    method: form ? "POST" : "GET",
    headers: { "HX-Request": "true" },
    body: form && new URLSearchParams(form as Record<string, string>),
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch(() => undefined);
  const template = document.createElement("template");
  template.innerHTML = (await answer?.text()) ?? "";
  const { content } = template;
  if (answer?.ok) return content;
  if (answer?.status === 401) location.assign(answer.headers.get("HX-Redirect") ?? "/login");
  throw new Error(content.querySelector(".problem")?.textContent ?? "Parlor does not answer. Try again in a moment.");
}
