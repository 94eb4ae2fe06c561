/** Tells the author who of those they mentioned is not in the room. Loaded when the server names somebody. */
import { room } from "./page.ts";
import { parseHtml } from "./parse-html.ts";
import { status } from "./status.ts";

/** How long the sentence stays, in ms: there is a link in it. */
const SHOWN = 30_000;

/** @param header what came with the answer @param slug the room that the message is in */
export function showNotHere(header: string, slug: string): void {
  const sentence = parseHtml(decodeURIComponent(header));
  const which = sentence.querySelector(".which");
  if (which && slug !== room) which.textContent = "that";
  const [shown] = sentence.childNodes;
  status.replaceChildren(sentence);
  setTimeout(
    () => status.contains(shown ?? null) && !status.matches(":focus-within") && status.replaceChildren(),
    SHOWN,
  );
}
