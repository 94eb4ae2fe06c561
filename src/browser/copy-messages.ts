/**
 * Copying several messages: names, times and texts with their structure. What is selected within one message
 * is copied by the browser. Loaded with the menu of messages.
 */
import { htmlToPlain } from "../messages/markdown/plain.ts";
import { isRow } from "./page.ts";

export function listenForCopy(): void {
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection?.rangeCount || !event.clipboardData) return;
    const rows = [...selection.getRangeAt(0).cloneContents().children].flatMap((element) =>
      isRow(element) ? [element] : [...element.querySelectorAll("#log > li")].filter(isRow),
    );
    if (rows.length < 2) return;
    event.clipboardData.setData("text/plain", rows.map(toText).join(""));
    event.preventDefault();
  });
}

/** A selected row as text, under its name and time unless it continues the row above. */
function toText(row: HTMLElement, index: number): string {
  const whole = document.getElementById(row.id) ?? row; // of the first row the name and time may not be selected
  const textOf = (selector: string) => whole.querySelector(`:scope > ${selector}`)?.textContent?.trim() ?? "";
  const quote = row.querySelector(":scope > .quote") ? `> ${textOf(".quote")}\n` : "";
  const said = htmlToPlain(row.querySelector(":scope > div:not(.files)")?.innerHTML ?? "");
  const text = quote + [said, ...filesIn(row)].filter(Boolean).join("\n");
  if (index > 0 && row.classList.contains("continued")) return `\n${text}`;
  return `${index > 0 ? "\n\n" : ""}${textOf("p > bdi")}, ${textOf("p > a")}\n${text}`;
}

/** The files of a row by their names, each once. */
function filesIn(row: Element): string[] {
  const links = [...row.querySelectorAll<HTMLAnchorElement>(":scope > .files a")];
  return links.map(({ pathname }) => `[${decodeURIComponent(pathname.split("/").at(-1) ?? "")}]`);
}
