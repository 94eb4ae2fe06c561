/** The way back from a page to the room that it was opened from. */
import { attribute, trusted } from "../views/html.ts";
import { LOBBY } from "./store.ts";

/** What stands below `/rooms/` and is no room: the form for a new one. */
const NEW_ROOM = "new";

/**
 * Returns the path of the room in which somebody followed the link to this page, for an attribute; of the first room where
 * that is not known. Whether they may go there is asked when they do.
 * @example backTo(request) // "/rooms/kitchen", also from /rooms/kitchen/messages/12
 */
export function backTo({ headers }: Request): "safe" {
  const [, slug = LOBBY] = /^https?:\/\/[^/]+\/rooms\/([\w%.-]+)/.exec(headers.get("referer") ?? "") ?? [];
  return trusted(attribute(`/rooms/${slug === NEW_ROOM ? LOBBY : slug}`));
}
