/** What went wrong with a request, in a sentence for the reader. */

export const UNREACHABLE = "Parlor can't be reached. Try again in a moment.";

/** The sentence in an answer that says what went wrong. */
export const problemIn = (html: string): string | undefined =>
  new DOMParser().parseFromString(html, "text/html").querySelector(".problem")?.textContent || undefined;

/** Calls back with a sentence when a request that htmx made below an element fails. */
export function onRequestError(element: HTMLElement, listener: (problem: string, event: Event) => void): void {
  for (const name of ["htmx:error", "htmx:response:error"]) {
    element.addEventListener(name, (event) => {
      const { ctx } = (event as CustomEvent<{ ctx?: { text?: string } }>).detail;
      listener(problemIn(ctx?.text ?? "") ?? UNREACHABLE, event);
    });
  }
}
