/** What an empty room says below its heading: nobody has written yet, and what to do about that. */
import { Html } from "@elysiajs/html";

import { fixed } from "../views/html.ts";
import { Button } from "../views/layout.tsx";

const Welcome = ({ administrator }: { administrator: boolean }) => (
  <div class="welcome">
    <p>Nobody has said anything yet. Bring your people in, or say the first word.</p>
    <div class="ways">
      <Button href="/invite" label="Invite people" />
      {administrator && <Button href="/admin" label="Settings" quiet />}
    </div>
    {administrator && (
      <p class="hint">
        You are an administrator. <a href="/admin">Choose who may join</a>
      </p>
    )}
  </div>
);

/** Shown by the style sheet as long as there is no message. */
export const WELCOME = fixed(<Welcome administrator={false} />);
export const ADMINISTRATORS_WELCOME = fixed(<Welcome administrator />);
