/**
 * Addresses of messages of this place, pasted into messages, show who wrote there and in which room, if it is an open one.
 * Rows are the same for every reader, and know no host: this is for the page to say. Loaded with the first such address.
 */
import { request } from "./request.ts";

/** What stands for an address, by its path; nothing where there is no such message, or where it is not for everybody. */
const names = new Map<string, Promise<DocumentFragment | undefined>>();

/** Names are asked for one after the other. */
let last: Promise<unknown> = Promise.resolve();

export function namePlaceLinks(links: HTMLAnchorElement[]): void {
  for (const link of links) void showName(link);
}

async function showName(link: HTMLAnchorElement): Promise<void> {
  link.removeAttribute("target"); // it is no other place
  const name = await nameOf(link.pathname);
  if (!name) return;
  link.setAttribute("aria-live", "off"); // it is no new message
  link.title = link.href;
  link.replaceChildren(name.cloneNode(true));
}

function nameOf(path: string): Promise<DocumentFragment | undefined> {
  const known = names.get(path);
  if (known) return known;
  const asked = last.then(() => request(`${path}/name`).catch(() => undefined));
  names.set(path, asked);
  last = asked;
  return asked;
}
