/** What went wrong with a request, in a sentence for the reader. */

export const UNREACHABLE = "Parlor can't be reached. Try again in a moment.";

/** The sentence in an answer that says what went wrong. */
export const problemIn = (html: string): string | undefined =>
  new DOMParser().parseFromString(html, "text/html").querySelector(".problem")?.textContent || undefined;
