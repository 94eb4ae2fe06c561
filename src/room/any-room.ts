/** A room that stands for all rooms in what is rendered once. */
import type { Room } from "../rooms/store.ts";

/** A room whose slug, name and topic are holes: what is rendered of it is the same for all rooms. */
export const anyRoom = (hole: (name: "slug" | "room" | "topic") => "safe"): Room => ({
  id: 0,
  slug: hole("slug"),
  name: hole("room"),
  kind: "open",
  topic: hole("topic"),
  writers: "everyone",
  slow: 0,
  archivedAt: null,
  people: null,
});
