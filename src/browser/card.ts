/** The card of a person, over the room. A script of its own, which the page loads with the first click on a name. */
import { part } from "./page.ts";

const card = part("card");

card.addEventListener("click", ({ target }) => {
  const name = (target as Element).closest<HTMLElement>("[data-mention]")?.dataset.mention;
  if (name) mention(name);
});

/** Shows the card that is at an address. Where it can't, the page at that address says why. */
export async function show(path: string): Promise<void> {
  const answer = await fetch(path, { headers: { "HX-Request": "true" } }).catch(() => undefined);
  if (!answer) return; // the line about the connection says why
  if (!answer.ok) return location.assign(path);
  card.innerHTML = await answer.text();
  card.showPopover();
}

/** Goes on writing, to somebody. */
function mention(name: string): void {
  const field = part<HTMLTextAreaElement>("field");
  const end = field.selectionEnd;
  const space = /\S$/.test(field.value.slice(0, end)) ? " " : "";
  card.hidePopover();
  field.focus();
  field.setRangeText(`${space}@${name} `, end, end, "end");
  field.dispatchEvent(new Event("input")); // it is a draft like others
}
