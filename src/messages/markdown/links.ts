/** Addresses in what people write. */
import { escapeHtml } from "../../views/html.ts";

/** A bare address, with whatever follows it. `](` ends it: there begins where a named link leads. */
export const ADDRESS = /(?<![a-z\d])https?:\/\/(?:(?!\]\()[^\s<>"])+/gi;

/** Where a named link may lead. A bracket in it is closed in it. */
export const DESTINATION = /(?:https?:\/\/|mailto:)[^\s<>()"]*(?:\([^\s<>()"]*\)[^\s<>()"]*)*/i;

export const linkTo = (address: string, html = escapeHtml(address)): string =>
  `<a href="${escapeHtml(address)}" target="_blank" rel="noopener nofollow ugc">${html}</a>`;

/** An address without the punctuation of the sentence around it; a closing bracket stays if it was opened inside. */
export function withoutTrail(address: string): string {
  let end = address.length;
  for (let looked = 0; looked < 8; looked++) {
    const last = address[end - 1] ?? "";
    const opening = { ")": "(", "]": "[", "}": "{" }[last];
    const trails = opening
      ? count(address.slice(0, end), opening) < count(address.slice(0, end), last)
      : /[.,;:!?'"*_~…]/.test(last);
    if (!trails) break;
    end--;
  }
  return address.slice(0, end);
}

const count = (text: string, part: string) => text.split(part).length - 1;
