/** Tells the author who of those they mentioned is not in the room. Loaded when the server names somebody. */
import { createElement } from "./create-element.ts";
import { room } from "./page.ts";
import { status } from "./status.ts";

/** How long the sentence stays, in ms: there is a link in it. */
const SHOWN = 30_000;

type NotHere = { names: string[]; more: number; add?: string };

/** @param header what came with the answer @param slug the room that the message is in */
export function showNotHere(header: string, slug: string): void {
  const { names, more, add } = JSON.parse(decodeURIComponent(header)) as NotHere;
  const count = names.length + more;
  const sentence: (string | Node)[] = names.flatMap((name, index) => [
    separator(index, count),
    createElement("bdi", {}, name),
  ]);
  if (more > 0) sentence.push(` and ${more} more`);
  sentence.push(` ${count === 1 ? "is" : "are"} not in ${slug === room ? "this" : "that"} room. `);
  if (add) sentence.push(createElement("a", { href: add }, "Add them"));
  status.replaceChildren(...sentence);
  const [shown] = status.childNodes;
  setTimeout(
    () => status.contains(shown ?? null) && !status.matches(":focus-within") && status.replaceChildren(),
    SHOWN,
  );
}

function separator(index: number, count: number): string {
  if (index === 0) return "";
  return index === count - 1 ? " and " : ", ";
}
