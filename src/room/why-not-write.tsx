/** What is said about writing in a room: that one may not, and why, or how often. */
import { Html } from "@elysiajs/html";

import type { MayNotWrite } from "../rooms/writing.store.ts";
import { duration } from "../views/ago.ts";
import { fixed, render } from "../views/html.ts";

/** What stands in the composer's place for somebody who may not write. */
const NOT_WRITABLE: Record<MayNotWrite, string> = {
  "no room": "You can't write here.",
  archived: "This room is archived. You can read everything in it, but nobody can write any more.",
  "direct off": "Direct messages are switched off here. You can still read what was said.",
  "keepers only": "Only the keepers of this room write here.",
  muted: "A keeper of this room has muted you. You can still read everything.",
};

/** The style sheet shows the composer as long as this says nothing, or only that the room is slow. */
export const WhyNotWrite = ({ why, slow, oob }: { why?: MayNotWrite; slow: number; oob?: boolean }) => (
  <p
    id="writing"
    class={why === undefined ? "hint" : "not-writable"}
    role={oob ? "status" : undefined}
    hx-swap-oob={oob ? "true" : undefined}
    safe
  >
    {why ? NOT_WRITABLE[why] : slow > 0 ? `One message every ${duration(slow)}` : ""}
  </p>
);

/** The same for a page: as a rule, one may write at any time. */
export const whyNotWrite = (why: MayNotWrite | undefined, slow: number): "safe" =>
  why === undefined && slow === 0 ? WRITABLE : render(<WhyNotWrite why={why} slow={slow} />);

const WRITABLE = fixed(<WhyNotWrite slow={0} />);
