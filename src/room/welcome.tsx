/** What an empty room says below its heading: nobody has written yet, and what to do about that. */
import { Html } from "@elysiajs/html";
import type { PropsWithChildren } from "@kitajs/html";

import { LOBBY, type Room } from "../rooms/store.ts";
import { fixed, render } from "../views/html.ts";
import { Button } from "../views/layout.tsx";

const Welcome = ({ text, children }: PropsWithChildren<{ text: string }>) => (
  <div class="welcome">
    <p safe>{text}</p>
    {children}
  </div>
);

const OpenWelcome = ({ administrator }: { administrator: boolean }) => (
  <Welcome text="Nobody has said anything yet. Bring your people in, or say the first word.">
    <div class="ways">
      <Button href="/invite" label="Invite people" />
      {administrator && <Button href="/admin" label="Settings" quiet />}
    </div>
    {administrator && (
      <p class="hint">
        You are an administrator. <a href="/admin">Choose who may join</a>
      </p>
    )}
  </Welcome>
);

/** In a room besides the lobby it is the room that its keepers make something of, not the place. */
const KeepersWelcome = ({ slug }: { slug: string }) => (
  <Welcome text="Nobody has said anything yet. Say what this room is for, or the first word.">
    <div class="ways">
      <Button href={`/rooms/${slug}/about`} label="Room settings" quiet />
    </div>
  </Welcome>
);

const MEMBERS_WELCOME = fixed(<OpenWelcome administrator={false} />);
const ADMINISTRATORS_WELCOME = fixed(<OpenWelcome administrator />);

const ClosedWelcome = ({ slug, keeper }: { slug: string; keeper: boolean }) => (
  <Welcome text="Only the people of this room can read it. Nobody has said anything yet.">
    <div class="ways">
      <Button
        href={`/rooms/${slug}/about${keeper ? "#add" : ""}`}
        label={keeper ? "Add people" : "Who is in it"}
        quiet={!keeper}
      />
    </div>
  </Welcome>
);

const DIRECT_WELCOME = fixed(<Welcome text="Only the people in this conversation can read it. Say the first word." />);
const NOTES_WELCOME = fixed(
  <Welcome text="Only you can read this: a place for notes, links, and what you want to find again." />,
);
/** Where one may not write there is nothing to do. */
const READERS_WELCOME = fixed(<Welcome text="Nobody has said anything yet." />);

type Reader = { keeper: boolean; administrator: boolean; mayWrite: boolean };

/** Shown as long as there is no message. */
export function welcomeTo({ kind, slug, people }: Room, { keeper, administrator, mayWrite }: Reader): "safe" {
  if (!mayWrite) return READERS_WELCOME;
  if (kind === "closed") return render(<ClosedWelcome slug={slug} keeper={keeper} />);
  if (kind === "direct") return people?.includes(",") ? DIRECT_WELCOME : NOTES_WELCOME;
  if (slug !== LOBBY && keeper) return render(<KeepersWelcome slug={slug} />);
  return slug === LOBBY && administrator ? ADMINISTRATORS_WELCOME : MEMBERS_WELCOME;
}
